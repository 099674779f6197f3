package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a directory says about names that it does not hold.
public enum TreeForm {
    /// They do not exist.
    WHOLE,

    /// The upper directory of an overlay: they are those of the layers below, unless the directory
    /// is opaque or a whiteout stands in their place.
    UPPER("trusted.overlay.opaque"),

    /// The same of an overlay that is mounted with `userxattr`.
    UPPER_USERXATTR("user.overlay.opaque"),

    /// The same of fuse-overlayfs, which marks a directory in each way that it is allowed to, and
    /// keeps names with `.wh.` to itself.
    UPPER_FUSE("trusted.overlay.opaque", "user.overlay.opaque", "user.fuseoverlayfs.opaque");

    private static final byte[] ITSELF = {'.'};
    private static final byte[] MARK = ascii(".wh.");
    private static final byte[] OPAQUE = ascii(".wh..wh..opq");

    private final List<byte[]> opaque;

    TreeForm(String... opaque) {
        this.opaque = Stream.of(opaque).map(TreeForm::ascii).toList();
    }

    public boolean isUpper() {
        return this != WHOLE;
    }

    public boolean isWhiteout(Stat stat) {
        return isUpper() && stat.isWhiteout();
    }

    /// The names in a directory, without those that are no content of it.
    public List<byte[]> names(Fd directory) throws LinuxException {
        List<byte[]> names = Names.in(directory);
        if (this == UPPER_FUSE) {
            names.removeIf(TreeForm::isMark);
        }
        return names;
    }

    /// Whether nothing of the layers below shows in a directory.
    public boolean isComplete(Fd directory) throws LinuxException {
        return this == WHOLE || isOpaque(directory);
    }

    public boolean isOpaque(Fd directory) throws LinuxException {
        for (byte[] key : opaque) {
            Optional<byte[]> value = Xattrs.get(directory, ITSELF, key);
            if (value.isPresent() && value.get().length == 1 && value.get()[0] == 'y') {
                return true;
            }
        }
        return this == UPPER_FUSE && Stat.find(directory, OPAQUE).isPresent();
    }

    private static boolean isMark(byte[] name) {
        return name.length >= MARK.length
                && Arrays.equals(name, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
