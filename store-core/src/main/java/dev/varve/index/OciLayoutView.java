package dev.varve.index;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.disk.AtomicFiles;
import dev.varve.image.StoredImage;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;
import dev.varve.oci.MediaTypes;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
/// image without a name is an entry without either. What of an image stands in no document is noted
/// as well: `dev.varve.parent` (what it was made of), `dev.varve.tagged` (when it was last tagged),
/// and `dev.varve.image` where the name leads to an index of several.
///
/// While the index itself is damaged and only shown from these files, the file is not written.
public final class OciLayoutView implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OciLayoutView.class);
    private static final long DELAY_MILLIS = 500;
    private static final long AGAIN_MILLIS = 30_000;
    private static final Comparator<StoredImage> BY_ID =
            Comparator.comparing(image -> image.id().toString());

    /// Annotations of an entry: its name in full and as it is shown, and what of an image stands in
    /// no document.
    public static final String NAME = "io.containerd.image.name";

    private static final String FAMILIAR_NAME = "org.opencontainers.image.ref.name";
    public static final String IMAGE = "dev.varve.image";
    public static final String PARENT = "dev.varve.parent";
    public static final String TAGGED = "dev.varve.tagged";

    private final Index index;
    private final Path file;
    private final ScheduledExecutorService writer;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private OciLayoutView(Index index, Path file, ScheduledExecutorService writer) {
        this.index = index;
        this.file = file;
        this.writer = writer;
    }

    /// Starts keeping the file. It is written at once when there is none, and else soon, for the
    /// case that the last change before a crash is not in it: a start does not wait for the names
    /// of ten thousand images.
    public static OciLayoutView open(Index index, Path file) {
        ScheduledExecutorService writer =
                Executors.newSingleThreadScheduledExecutor(
                        task -> Thread.ofPlatform().daemon().name("index.json").unstarted(task));
        OciLayoutView view = new OciLayoutView(index, file, writer);
        if (Files.exists(file) || !view.writeOrLog()) {
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

    /// Writes the file, if the index is sound.
    public synchronized void write() throws IOException {
        if (index.damage().isPresent()) {
            return;
        }
        AtomicFiles.write(file, index.read(OciLayoutView::render));
    }

    static String render(Transaction transaction) {
        BlobTable blobs = new BlobTable(transaction);
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", "application/vnd.oci.image.index.v1+json");
        ArrayNode manifests = root.putArray("manifests");
        Map<Digest, StoredImage> images = new HashMap<>();
        new ImageTable(transaction)
                .allWithoutLayers()
                .forEach(image -> images.put(image.id(), image));
        Set<Digest> named = new HashSet<>();
        for (NameTable.Row name : new NameTable(transaction).all()) {
            named.add(name.image());
            Optional<Descriptor> target = blobs.find(name.target());
            if (target.isPresent()) {
                ObjectNode entry = entry(manifests, target.get());
                ObjectNode annotations = entry.putObject("annotations");
                annotations.put(NAME, name.reference().toString());
                annotations.put(FAMILIAR_NAME, name.reference().familiar());
                if (MediaTypes.isIndex(target.get().mediaType())) {
                    annotations.put(IMAGE, name.image().toString());
                }
                annotate(entry, images.get(name.image()));
            }
        }
        for (StoredImage image : images.values().stream().sorted(BY_ID).toList()) {
            if (!named.contains(image.id())) {
                Digest manifest = new ImageTable(transaction).manifestOf(image.id());
                blobs.find(manifest)
                        .ifPresent(descriptor -> annotate(entry(manifests, descriptor), image));
            }
        }
        return root.toString();
    }

    private static void annotate(ObjectNode entry, @Nullable StoredImage image) {
        if (image == null) {
            return;
        }
        image.parent()
                .ifPresent(
                        id -> entry.withObjectProperty("annotations").put(PARENT, id.toString()));
        image.lastTagged()
                .ifPresent(time ->
                        entry.withObjectProperty("annotations").put(TAGGED, time.toString()));
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
