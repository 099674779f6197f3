package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;

/// What a directory says about names that it does not hold.
public enum TreeForm {
    /// They do not exist.
    WHOLE,

    /// The upper directory of an overlay: they are those of the layers below, unless the directory
    /// is opaque or a whiteout stands in their place.
    UPPER;

    private static final byte[] ITSELF = {'.'};
    private static final byte[] OPAQUE =
            "trusted.overlay.opaque".getBytes(StandardCharsets.US_ASCII);

    public boolean isWhiteout(Stat stat) {
        return this == UPPER && stat.isWhiteout();
    }

    /// Whether nothing of the layers below shows in a directory.
    public boolean isComplete(Fd directory) throws LinuxException {
        return this == WHOLE || isOpaque(directory);
    }

    public boolean isOpaque(Fd directory) throws LinuxException {
        return this == UPPER
                && Xattrs.get(directory, ITSELF, OPAQUE)
                        .filter(value -> value.length == 1 && value[0] == 'y')
                        .isPresent();
    }
}
