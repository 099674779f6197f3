package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// What a directory says about names that it does not hold.
public enum TreeForm {
    /// They do not exist.
    WHOLE,

    /// The upper directory of an overlay: they are those of the layers below, unless the directory
    /// is opaque or a whiteout stands in their place.
    UPPER,

    /// The same of an overlay that is mounted with `userxattr`.
    UPPER_USERXATTR,

    /// The same of fuse-overlayfs, which marks a directory in each way that it is allowed to, and
    /// keeps names with `.wh.` to itself.
    UPPER_FUSE;

    private static final byte[] ITSELF = {'.'};
    private static final byte[] MARK = ascii(".wh.");
    private static final byte[] OPAQUE = ascii(".wh..wh..opq");
    private static final byte[] TRUSTED = ascii("trusted.overlay.opaque");
    private static final byte[] USER = ascii("user.overlay.opaque");
    private static final byte[] FUSE = ascii("user.fuseoverlayfs.opaque");

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
        return switch (this) {
            case WHOLE -> false;
            case UPPER -> says(directory, TRUSTED);
            case UPPER_USERXATTR -> says(directory, USER);
            case UPPER_FUSE ->
                    says(directory, TRUSTED)
                            || says(directory, USER)
                            || says(directory, FUSE)
                            || Stat.find(directory, OPAQUE).isPresent();
        };
    }

    private static boolean says(Fd directory, byte[] key) throws LinuxException {
        return Xattrs.get(directory, ITSELF, key)
                .filter(value -> value.length == 1 && value[0] == 'y')
                .isPresent();
    }

    private static boolean isMark(byte[] name) {
        return name.length >= MARK.length
                && Arrays.equals(name, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
