package dev.varve.daemon;

import dev.varve.archive.ArchiveCompression;
import dev.varve.archive.ImportEvent;
import dev.varve.archive.ImportRequest;
import dev.varve.archive.LoadEvent;
import dev.varve.daemon.routes.ArchiveBackend;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.NotFound;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.ReferenceParser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Archives that hold one text, and note what is asked for.
final class FakeArchives implements ArchiveBackend {
    static final Digest ID = Digest.parse("sha256:" + "c".repeat(64));
    static final Digest OLD = Digest.parse("sha256:" + "d".repeat(64));

    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void save(
            List<String> names,
            Optional<Platform> platform,
            ArchiveCompression compression,
            OutputStream out)
            throws IOException {
        String how = compression == ArchiveCompression.NONE ? "" : " " + compression;
        calls.add("save " + names + " " + platform + how);
        if (names.contains("nope")) {
            throw new NotFound("No such image: nope");
        }
        out.write("half an archive".getBytes(StandardCharsets.UTF_8));
        if (names.contains("broken")) {
            out.flush();
            throw new Corrupt("blob is damaged");
        }
    }

    @Override
    public void load(
            InputStream archive, Optional<Platform> platform, Consumer<LoadEvent> listener) {
        String text = text(archive, 5);
        calls.add("load " + text + " " + platform);
        if (text.equals("wrong")) {
            throw new Corrupt("invalid archive: does not contain a manifest.json");
        }
        listener.accept(new LoadEvent.Layer(ID, 3, 9));
        listener.accept(new LoadEvent.Layer(ID, 9, 9));
        listener.accept(new LoadEvent.Moved(ReferenceParser.parseNormalized("a:1"), OLD));
        listener.accept(new LoadEvent.Named(ReferenceParser.parseNormalized("a:1")));
        listener.accept(new LoadEvent.Unnamed(ID));
    }

    @Override
    public Digest importStream(ImportRequest request, InputStream tar) {
        String text = text(tar, Integer.MAX_VALUE);
        calls.add("import " + text + " " + request.name() + " " + request.message());
        if (text.equals("wrong")) {
            throw new Failed("archive/tar: invalid tar header", null);
        }
        return ID;
    }

    @Override
    public Digest importUrl(ImportRequest request, String url, Consumer<ImportEvent> listener) {
        listener.accept(new ImportEvent.Downloading(url));
        listener.accept(new ImportEvent.Importing(9, 9));
        return ID;
    }

    private static String text(InputStream in, int limit) {
        try {
            return new String(in.readNBytes(limit), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
