package dev.varve.catalog;

import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.NotFound;
import dev.varve.event.ImageEvents;
import dev.varve.gc.GarbageCollector;
import dev.varve.gc.IndexView;
import dev.varve.image.ImageLookup;
import dev.varve.image.StoredImage;
import dev.varve.index.ImageMountTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Drivers;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.staging.KeptImages;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.rootfs.ReadOnlyView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The verbs `mount` and `unmount` of images: the tree of an image at a path, without a container
/// and for reading only. It stays when the daemon stops; what is not there any more when one starts
/// is mounted again. A mounted image is in use.
///
/// The driver's own view is held open as long as it is shown, since some show it through a process
/// or mount of theirs.
public final class ImageMounts {
    private static final Logger log = LoggerFactory.getLogger(ImageMounts.class);

    private final StoreLayout layout;
    private final Index index;
    private final Drivers drivers;
    private final Leases leases;
    private final GarbageCollector collector;
    private final KeptImages keptImages;
    private final ImageEvents events;
    private final Clock clock;
    private final Map<Digest, RootfsMount> views = new HashMap<>();

    public ImageMounts(
            StoreLayout layout,
            Index index,
            Drivers drivers,
            Leases leases,
            GarbageCollector collector,
            KeptImages keptImages,
            ImageEvents events,
            Clock clock) {
        this.layout = layout;
        this.index = index;
        this.drivers = drivers;
        this.leases = leases;
        this.collector = collector;
        this.keptImages = keptImages;
        this.events = events;
        this.clock = clock;
    }

    /// Mounts an image. Again for a mounted one gives the same path.
    public synchronized Path mount(String given) {
        Lease lease = leases.open();
        try {
            return mount(given, lease);
        } catch (IOException e) {
            throw DiskFailures.of("mount image " + given, e);
        } finally {
            List<ChainId> held = lease.layers();
            lease.close();
            collector.collect(List.of(), held);
        }
    }

    private Path mount(String given, Lease lease) throws IOException {
        StoredImage image = index.write(t -> held(t, given, lease));
        keptImages.requireFileSystem(image.id(), given);
        Path path = layout.imageMount(image.id());
        Optional<ImageMountTable.Row> row = find(image.id());
        if (row.isPresent() && ReadOnlyView.isShown(path)) {
            return path;
        }
        if (row.isEmpty()) {
            begin(image, given);
        }
        showOrForget(image, given);
        events.publish(events.ofImage("mount", image.id(), image.labels()));
        return path;
    }

    /// Unpacks what lacks, and notes the mount before it is made.
    private void begin(StoredImage image, String given) {
        String driver = drivers.current().name();
        if (!image.layers().isEmpty() && index.read(t -> top(t, image, driver)).isEmpty()) {
            keptImages.unpack(image.id(), given);
        }
        index.write(transaction -> {
            if (!new ImageTable(transaction).contains(image.id())) {
                throw noSuchImage(given);
            }
            new ImageMountTable(transaction)
                    .add(new ImageMountTable.Row(image.id(), driver, clock.instant()));
            return true;
        });
    }

    private void showOrForget(StoredImage image, String given) {
        boolean done = false;
        try {
            show(image, find(image.id()).orElseThrow(() -> noSuchImage(given)));
            done = true;
        } catch (IOException e) {
            throw DiskFailures.of("mount image " + given, e);
        } finally {
            if (!done) {
                forget(image.id());
            }
        }
    }

    private void show(StoredImage image, ImageMountTable.Row row) throws IOException {
        Path at = layout.imageMount(image.id());
        ReadOnlyView.forceRemove(at);
        Disk.createDirectories(at);
        if (image.layers().isEmpty()) {
            ReadOnlyView.show(at, at);
            return;
        }
        StorageDriver driver = drivers.require(row.driver(), "mount image " + image.id());
        LayerKey top =
                index.read(t -> top(t, image, row.driver()))
                        .orElseThrow(() -> new IOException("its layers are not unpacked"));
        RootfsMount view = driver.mount(top);
        boolean done = false;
        try {
            ReadOnlyView.show(view.path(), at);
            views.put(image.id(), view);
            done = true;
        } finally {
            if (!done) {
                view.close();
            }
        }
    }

    /// Undoes [#mount]; no error when it is not mounted.
    public synchronized void unmount(String given) {
        StoredImage image = index.read(t -> find(t, given));
        if (find(image.id()).isEmpty()) {
            return;
        }
        try {
            ReadOnlyView.remove(layout.imageMount(image.id()));
        } catch (IOException e) {
            throw failure(given, e);
        }
        forget(image.id());
        events.publish(events.ofImage("unmount", image.id(), image.labels()));
    }

    private static StoreException failure(String given, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        return why.contains("resource busy")
                ? new Conflict(
                        "cannot unmount image "
                                + given
                                + ": somebody works in it ("
                                + why
                                + "); end what runs there or leave the directory, then run the"
                                + " command again")
                : DiskFailures.of("unmount image " + given, cause);
    }

    /// The oldest first.
    public List<MountedImage> list() {
        return index.read(transaction -> {
            ImageTable images = new ImageTable(transaction);
            return new ImageMountTable(transaction)
                    .all().stream()
                            .flatMap(row ->
                                    images.find(row.image()).stream()
                                            .map(image ->
                                                    new MountedImage(
                                                            image,
                                                            layout.imageMount(row.image()),
                                                            row.driver(),
                                                            row.since())))
                            .toList();
        });
    }

    /// Mounts again what should be mounted and is not, and takes away what should not be. For the
    /// start of the store.
    public synchronized void restore() throws IOException {
        Set<String> kept = new HashSet<>();
        for (MountedImage mounted : list()) {
            Digest id = mounted.image().id();
            kept.add(id.hex());
            try {
                if (!ReadOnlyView.isShown(mounted.path())) {
                    show(mounted.image(), find(id).orElseThrow());
                }
            } catch (IOException | StoreException e) {
                log.warn("image {} is no longer mounted: {}", id, e.getMessage());
                forget(id);
            }
        }
        try (Stream<Path> files = Files.list(layout.imageMounts())) {
            for (Path file : files.toList()) {
                if (!kept.contains(String.valueOf(file.getFileName()))) {
                    ReadOnlyView.forceRemove(file);
                    Disk.delete(file);
                }
            }
        }
    }

    /// Nothing must be shown any more, or nothing have been shown yet.
    private void forget(Digest image) {
        index.writeToFree(transaction -> {
            new ImageMountTable(transaction).remove(image);
            return true;
        });
        try {
            RootfsMount view = views.remove(image);
            if (view != null) {
                view.close();
            }
            Path at = layout.imageMount(image);
            ReadOnlyView.forceRemove(at);
            Disk.deleteIfExists(at);
        } catch (IOException e) {
            log.warn("what was mounted of image {} is not all gone: {}", image, e.getMessage());
        }
    }

    private Optional<ImageMountTable.Row> find(Digest image) {
        return index.read(t -> new ImageMountTable(t).find(image));
    }

    private static StoredImage held(Transaction transaction, String given, Lease lease) {
        StoredImage image = find(transaction, given);
        image.layers().reversed().forEach(layer -> lease.hold(layer.chainId()));
        return image;
    }

    private static StoredImage find(Transaction transaction, String given) {
        return new ImageTable(transaction)
                .find(new ImageLookup(new IndexView(transaction)).find(given))
                .orElseThrow(() -> noSuchImage(given));
    }

    private static Optional<LayerKey> top(
            Transaction transaction, StoredImage image, String driver) {
        return new LayerTable(transaction)
                .find(image.layers().getLast().chainId(), driver)
                .map(LayerTable.Row::key);
    }

    private static NotFound noSuchImage(String given) {
        return new NotFound("No such image: " + given);
    }
}
