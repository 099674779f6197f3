package dev.varve.storage.btrfs;

import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.BtrfsQuotas;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Limits of the sizes of writable layers, by quotas of the file system, and in `quotas/<key>`, as
/// dockerd has them. Quotas are switched on when the first limit is asked for: they cost every
/// write on the whole file system something.
record SizeLimits(Path directory, long least) {
    static final String MIN_SPACE = "btrfs.min_space";

    /// @return the least limit that is taken, as `btrfs.min_space` says; 0 without that option
    static long least(DriverOptions options) throws DriverOptionException {
        options.requireKnown("btrfs", Set.of(MIN_SPACE));
        Optional<String> text = options.text(MIN_SPACE);
        if (text.isEmpty()) {
            return 0;
        }
        OptionalLong bytes = ByteSize.parse(text.get());
        if (bytes.isEmpty()) {
            throw new DriverOptionException(
                    MIN_SPACE + " is a size such as 10G, not \"" + text.get() + "\"");
        }
        return bytes.getAsLong();
    }

    static SizeLimits in(DriverHome home, long least) throws IOException {
        Path directory = DriverHome.makeDirectory(home.path().resolve("quotas"), 0700);
        return new SizeLimits(directory, least);
    }

    boolean arePossible() {
        try (Fd any = Open.directory(directory)) {
            boolean _ = BtrfsQuotas.areOn(any);
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    /// @throws IllegalArgumentException for a limit that is too small to be taken
    void check(OptionalLong limit) {
        if (limit.isPresent() && limit.getAsLong() < least) {
            throw new IllegalArgumentException(
                    "btrfs: storage size cannot be less than " + ByteSize.show(least));
        }
    }

    void switchOn() throws IOException {
        try (Fd any = Open.directory(directory)) {
            BtrfsQuotas.switchOn(any);
        }
    }

    void set(LayerKey key, Path tree, long bytes) throws IOException {
        switchOn();
        try (Fd top = Open.directory(tree)) {
            BtrfsQuotas.limit(top, bytes);
        }
        DriverHome.writeDurableFile(file(key), Long.toString(bytes), 0644);
    }

    /// Sets a layer's limit again, as switching quotas off and on forgets it.
    void renew(LayerKey key, Path tree) throws IOException {
        Optional<String> bytes = DriverHome.readIfPresent(file(key));
        if (bytes.isPresent()) {
            switchOn();
            try (Fd top = Open.directory(tree)) {
                BtrfsQuotas.limit(top, Long.parseLong(bytes.get()));
            }
        }
    }

    void forget(LayerKey key) throws IOException {
        Disk.deleteIfExists(file(key));
    }

    /// Forgets the limits of layers that are not there.
    void sweep(Path trees) throws IOException {
        for (LayerKey key : DriverHome.keysIn(directory)) {
            if (!Files.isDirectory(trees.resolve(key.value()))) {
                forget(key);
            }
        }
    }

    private Path file(LayerKey key) {
        return directory.resolve(key.value());
    }
}
