package dev.varve.index;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.disk.AtomicFiles;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps `index.json` as the index has the names, so that the root reads as an OCI image layout and
/// the index can be made again from it. It is written at most half a second after a change, several
/// changes at once, and before a clean stop.
///
/// Each name is an entry with `org.opencontainers.image.ref.name` (the familiar form, which is what
/// `skopeo oci:<root>:<name>` looks for) and `io.containerd.image.name` (the canonical one). An
/// image without a name is an entry without either.
public final class OciLayoutView implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OciLayoutView.class);
    private static final long DELAY_MILLIS = 500;
    private static final long AGAIN_MILLIS = 30_000;

    private final Index index;
    private final Path file;
    private final ScheduledExecutorService writer;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private OciLayoutView(Index index, Path file, ScheduledExecutorService writer) {
        this.index = index;
        this.file = file;
        this.writer = writer;
    }

    /// Starts keeping the file, and writes it at once when there is none.
    public static OciLayoutView open(Index index, Path file) {
        ScheduledExecutorService writer =
                Executors.newSingleThreadScheduledExecutor(
                        task -> Thread.ofPlatform().daemon().name("index.json").unstarted(task));
        OciLayoutView view = new OciLayoutView(index, file, writer);
        if (!view.writeOrLog()) {
            view.changed();
        }
        return view;
    }

    /// Tells that names have changed.
    public void changed() {
        if (scheduled.compareAndSet(false, true)) {
            ScheduledFuture<?> _ =
                    writer.schedule(this::writeOrTryAgain, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void writeOrTryAgain() {
        scheduled.set(false);
        if (!writeOrLog()) {
            ScheduledFuture<?> _ =
                    writer.schedule(this::changed, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// A full disk keeps nobody from removing images, nor the store from being opened or closed.
    private boolean writeOrLog() {
        try {
            write();
            return true;
        } catch (IOException | RuntimeException e) {
            log.warn("cannot write {}: {}; the index itself is not touched", file, e.getMessage());
            return false;
        }
    }

    private synchronized void write() throws IOException {
        AtomicFiles.write(file, index.read(OciLayoutView::render));
    }

    static String render(Transaction transaction) {
        BlobTable blobs = new BlobTable(transaction);
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", "application/vnd.oci.image.index.v1+json");
        ArrayNode manifests = root.putArray("manifests");
        Set<Digest> named = new HashSet<>();
        for (NameTable.Row name : new NameTable(transaction).all()) {
            named.add(name.image());
            Optional<Descriptor> target = blobs.find(name.target());
            if (target.isPresent()) {
                ObjectNode annotations = entry(manifests, target.get()).putObject("annotations");
                annotations.put("io.containerd.image.name", name.reference().toString());
                annotations.put("org.opencontainers.image.ref.name", name.reference().familiar());
            }
        }
        List<Digest> nameless = new ImageTable(transaction).manifestsExcept(named);
        for (Digest manifest : nameless) {
            blobs.find(manifest).ifPresent(descriptor -> entry(manifests, descriptor));
        }
        return root.toString();
    }

    private static ObjectNode entry(ArrayNode manifests, Descriptor descriptor) {
        ObjectNode entry = manifests.addObject();
        entry.put("mediaType", descriptor.mediaType());
        entry.put("digest", descriptor.digest().toString());
        entry.put("size", descriptor.size());
        return entry;
    }

    @Override
    public void close() {
        writer.shutdownNow();
        boolean _ = writeOrLog();
    }
}
