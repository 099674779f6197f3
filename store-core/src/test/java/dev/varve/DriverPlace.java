package dev.varve;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.disk.ZfsPool;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.DriverType;
import dev.varve.storage.btrfs.BtrfsDriver;
import dev.varve.storage.fuseoverlayfs.FuseOverlayfsDriver;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;
import dev.varve.storage.zfs.ZfsDriver;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Each storage driver with a place where it works: one line adds a driver.
@SuppressWarnings("ImmutableEnumChecker") // a type and how to make its place: neither ever changes
enum DriverPlace {
    OVERLAY2(Overlay2Driver.TYPE, DriverPlace::ext4),
    FUSE_OVERLAYFS(FuseOverlayfsDriver.TYPE, DriverPlace::ext4),
    BTRFS(BtrfsDriver.TYPE, DriverPlace::btrfs),
    ZFS(ZfsDriver.TYPE, DriverPlace::zfs),
    VFS(VfsDriver.TYPE, DriverPlace::ext4);

    private static final long DISK = 1L << 30;

    private final DriverType type;
    private final Maker maker;

    DriverPlace(DriverType type, Maker maker) {
        this.type = type;
        this.maker = maker;
    }

    private interface Maker {
        Place make(Path directory) throws IOException;
    }

    /// @param root of a store, on a file system of its own
    /// @param layers on which file system the layers lie
    private record Place(Path root, Path layers, DriverOptions options, Closeable disk) {}

    /// A store on this driver.
    static final class Open implements AutoCloseable {
        private final Place place;
        final EngineFixture store;

        private Open(Place place, EngineFixture store) {
            this.place = place;
            this.store = store;
        }

        /// Where `statfs` tells how much room the layers leave.
        Path layers() {
            return place.layers();
        }

        @Override
        public void close() throws IOException {
            try {
                store.close();
            } finally {
                place.disk().close();
            }
        }
    }

    Open open(Path directory) throws IOException {
        Place place = maker.make(Files.createDirectories(directory));
        if (type.probe().probe(place.root(), place.options())
                instanceof DriverProbe.Unusable(String reason)) {
            throw new IOException("this test needs the driver " + type.name() + ": " + reason);
        }
        return new Open(place, new EngineFixture(place.root(), type, place.options()));
    }

    private static Place ext4(Path directory) throws IOException {
        return on(LoopDisk.ext4(directory, DISK));
    }

    private static Place btrfs(Path directory) throws IOException {
        return on(LoopDisk.btrfs(directory, DISK));
    }

    private static Place on(LoopDisk disk) throws IOException {
        Path root = Files.createDirectory(disk.path().resolve("root"));
        return new Place(root, root, DriverOptions.NONE, disk::close);
    }

    private static Place zfs(Path directory) throws IOException {
        ZfsPool pool = ZfsPool.create(directory, DISK);
        Path root = Files.createDirectory(directory.resolve("root"));
        DriverOptions options = DriverOptions.parse(List.of("zfs.fsname=" + pool.dataset("varve")));
        return new Place(root, pool.path(), options, pool::close);
    }
}
