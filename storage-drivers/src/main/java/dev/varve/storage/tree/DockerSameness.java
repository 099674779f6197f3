package dev.varve.storage.tree;

import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The rules of dockerd's `diff`: type, mode, owner, device number and capabilities; of everything
/// but directories also size and time of change of content. Times of which one has no fraction of a
/// second are compared by seconds, as a layer's tar has no fractions.
public final class DockerSameness implements Sameness {
    private static final byte[] CAPABILITY =
            "security.capability".getBytes(StandardCharsets.US_ASCII);

    @Override
    public boolean same(Place place, Place old) throws LinuxException {
        Stat a = place.stat();
        Stat b = old.stat();
        return a.mode() == b.mode()
                && a.uid() == b.uid()
                && a.gid() == b.gid()
                && a.special() == b.special()
                && (a.isDirectory() || (a.size() == b.size() && sameTime(a.times(), b.times())))
                && sameCapability(place, old);
    }

    private static boolean sameTime(FileTimes a, FileTimes b) {
        return a.modifiedSeconds() == b.modifiedSeconds()
                && (a.modifiedNanos() == b.modifiedNanos()
                        || a.modifiedNanos() == 0
                        || b.modifiedNanos() == 0);
    }

    private static boolean sameCapability(Place place, Place old) throws LinuxException {
        Optional<byte[]> a = Xattrs.get(place.directory(), place.name(), CAPABILITY);
        Optional<byte[]> b = Xattrs.get(old.directory(), old.name(), CAPABILITY);
        return a.isPresent() == b.isPresent() && (a.isEmpty() || Arrays.equals(a.get(), b.get()));
    }
}
