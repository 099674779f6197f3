package dev.varve.daemon;

import dev.varve.Engine;
import dev.varve.archive.ArchiveCompression;
import dev.varve.archive.ImportEvent;
import dev.varve.archive.ImportRequest;
import dev.varve.archive.LoadEvent;
import dev.varve.daemon.routes.ArchiveBackend;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The engine's archives as the routes want them.
record LocalArchives(Engine engine) implements ArchiveBackend {
    @Override
    public void save(
            List<String> names,
            Optional<Platform> platform,
            ArchiveCompression compression,
            OutputStream out)
            throws IOException {
        engine.saver().save(names, platform, compression, out);
    }

    @Override
    public void load(
            InputStream archive, Optional<Platform> platform, Consumer<LoadEvent> listener) {
        engine.loader().load(archive, platform, listener);
    }

    @Override
    public Digest importStream(ImportRequest request, InputStream tar) {
        return engine.importer().importStream(request, tar);
    }

    @Override
    public Digest importUrl(ImportRequest request, String url, Consumer<ImportEvent> listener) {
        return engine.importer().importUrl(request, url, listener);
    }
}
