package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Everything that can be seen of a node but its other names. A file's content is compared too, as
/// its time and size can be made to look as before.
///
/// @param untouched whether a file's content is known to be that of the other one, by what the
///   kernel says of it
public record ExactSameness(Predicate<Stat> untouched) implements Sameness {
    private static final int READ = Open.O_RDONLY | Open.O_NOFOLLOW | Open.O_NONBLOCK;

    @Override
    public boolean same(Place place, Place old) throws LinuxException {
        Stat a = place.stat();
        Stat b = old.stat();
        return a.mode() == b.mode()
                && a.uid() == b.uid()
                && a.gid() == b.gid()
                && a.special() == b.special()
                && (a.isDirectory() || a.size() == b.size())
                && a.times().modifiedSeconds() == b.times().modifiedSeconds()
                && a.times().modifiedNanos() == b.times().modifiedNanos()
                && sameAttributes(place, old)
                && (!a.isSymlink() || sameTarget(place, old))
                && (!a.isRegular() || untouched.test(a) || sameContent(place, old));
    }

    private static boolean sameAttributes(Place place, Place old) throws LinuxException {
        List<byte[]> keys = attributes(place);
        if (keys.size() != attributes(old).size()) {
            return false;
        }
        for (byte[] key : keys) {
            byte[] a = Xattrs.get(place.directory(), place.name(), key).orElse(null);
            byte[] b = Xattrs.get(old.directory(), old.name(), key).orElse(null);
            if (!Arrays.equals(a, b)) {
                return false;
            }
        }
        return true;
    }

    /// All but the host's label, which is not copied either.
    private static List<byte[]> attributes(Place place) throws LinuxException {
        return Xattrs.list(place.directory(), place.name()).stream()
                .filter(key -> !Arrays.equals(key, TreeCopy.LABEL))
                .toList();
    }

    private static boolean sameTarget(Place place, Place old) throws LinuxException {
        return Arrays.equals(
                Nodes.readlinkat(place.directory(), place.name()),
                Nodes.readlinkat(old.directory(), old.name()));
    }

    private static boolean sameContent(Place place, Place old) throws LinuxException {
        byte[] a = new byte[64 << 10];
        byte[] b = new byte[64 << 10];
        try (Fd file = Open.at(place.directory(), place.name(), READ, 0);
                Fd before = Open.at(old.directory(), old.name(), READ, 0)) {
            while (true) {
                int n = file.read(a);
                if (n != before.read(b) || !Arrays.equals(a, 0, n, b, 0, n)) {
                    return false;
                }
                if (n == 0) {
                    return true;
                }
            }
        }
    }
}
