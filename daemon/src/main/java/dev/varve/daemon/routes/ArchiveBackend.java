package dev.varve.daemon.routes;

import dev.varve.archive.ArchiveCompression;
import dev.varve.archive.ImportEvent;
import dev.varve.archive.ImportRequest;
import dev.varve.archive.LoadEvent;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What [ArchiveRoutes] needs of the store. Failures are [dev.varve.error.StoreException].
public interface ArchiveBackend {
    /// Writes nothing before it is known that all the images are there.
    void save(
            List<String> names,
            Optional<Platform> platform,
            ArchiveCompression compression,
            OutputStream out)
            throws IOException;

    /// Returns when everything of the archive is in the store; until then nothing of it is.
    void load(InputStream archive, Optional<Platform> platform, Consumer<LoadEvent> listener);

    /// @return the image's ID
    Digest importStream(ImportRequest request, InputStream tar);

    Digest importUrl(ImportRequest request, String url, Consumer<ImportEvent> listener);
}
