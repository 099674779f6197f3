package dev.varve.storage.btrfs;

import dev.varve.storage.linux.BtrfsQuotas;
import dev.varve.storage.linux.BtrfsSubvolumes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.TreeRemover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Removes whatever stands under a name: a subvolume in one step, with those that somebody has made
/// in it, which go first. Nothing that is mounted there is touched: that is `EBUSY`.
final class SubvolumeRemoval {
    private static final int DIRECTORY = Open.O_RDONLY | Open.O_DIRECTORY;
    private static final long HERE =
            Open.RESOLVE_BENEATH | Open.RESOLVE_NO_SYMLINKS | Open.RESOLVE_NO_XDEV;

    private SubvolumeRemoval() {}

    static void remove(Fd dir, List<byte[]> names) throws LinuxException {
        for (byte[] name : names) {
            remove(dir, name);
        }
    }

    /// A name that does not exist is no error.
    static void remove(Fd dir, byte[] name) throws LinuxException {
        if (Stat.find(dir, name).filter(Stat::isDirectory).isEmpty()) {
            TreeRemover.remove(dir, name);
            return;
        }
        Optional<Long> subvolume = subvolume(dir, name);
        if (subvolume.isEmpty()) {
            TreeRemover.remove(dir, name);
            return;
        }
        for (long number : withAllInIt(dir, subvolume.get()).reversed()) {
            BtrfsSubvolumes.destroy(dir, number);
            BtrfsQuotas.forget(dir, number);
        }
    }

    private static Optional<Long> subvolume(Fd dir, byte[] name) throws LinuxException {
        try (Fd directory = Open.at2(dir, name, DIRECTORY, HERE)) {
            return BtrfsSubvolumes.isTop(directory)
                    ? Optional.of(BtrfsSubvolumes.numberOf(directory))
                    : Optional.empty();
        } catch (LinuxException e) {
            throw e.errno() == Errno.EXDEV ? LinuxException.busy("remove", name) : e;
        }
    }

    /// Each before those in it. None that holds another one is read-only afterwards: a name could
    /// not be taken away from it.
    private static List<Long> withAllInIt(Fd any, long number) throws LinuxException {
        List<Long> all = new ArrayList<>(List.of(number));
        for (int i = 0; i < all.size(); i++) {
            List<Long> inside = BtrfsSubvolumes.in(any, all.get(i));
            if (!inside.isEmpty()) {
                try (Fd top = BtrfsSubvolumes.open(any, all.get(i))) {
                    if (BtrfsSubvolumes.isReadOnly(top)) {
                        BtrfsSubvolumes.setReadOnly(top, false);
                    }
                }
            }
            all.addAll(inside);
        }
        return all;
    }
}
