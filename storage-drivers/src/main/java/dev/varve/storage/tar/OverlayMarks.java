package dev.varve.storage.tar;

import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;

/// How the kernel's overlay writes down that a name is removed, or a directory opaque. Makes
/// nothing for the formats that have no such marks.
record OverlayMarks(WhiteoutFormat format) {
    private static final byte[] YES = {'y'};
    private static final byte[] TRUSTED =
            "trusted.overlay.opaque".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USER = "user.overlay.opaque".getBytes(StandardCharsets.US_ASCII);

    boolean isWhiteout(Stat stat) {
        return switch (format) {
            case OVERLAY, OVERLAY_USERXATTR -> stat.isWhiteout();
            case DELETE, AUFS -> false;
        };
    }

    void makeWhiteout(Fd dir, byte[] name, int uid, int gid) throws LinuxException {
        Nodes.mknodat(dir, name, Stat.S_IFCHR, 0);
        Attributes.fchownat(dir, name, uid, gid);
    }

    void makeOpaque(Fd dir) throws LinuxException {
        switch (format) {
            case OVERLAY -> Xattrs.set(dir, TRUSTED, YES);
            case OVERLAY_USERXATTR -> Xattrs.set(dir, USER, YES);
            case DELETE, AUFS -> {}
        }
    }
}
