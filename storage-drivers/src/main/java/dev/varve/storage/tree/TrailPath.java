package dev.varve.storage.tree;

import java.util.Arrays;

/// The path of a directory as a walk moves up and down.
final class TrailPath {
    private byte[] bytes = new byte[256];
    private int length;

    void enter(byte[] name) {
        int needed = length + name.length + 1;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * needed);
        }
        System.arraycopy(name, 0, bytes, length, name.length);
        bytes[needed - 1] = '/';
        length = needed;
    }

    void leave() {
        length--;
        while (length > 0 && bytes[length - 1] != '/') {
            length--;
        }
    }

    /// The path of a name in the directory.
    byte[] to(byte[] name) {
        byte[] path = Arrays.copyOf(bytes, length + name.length);
        System.arraycopy(name, 0, path, length, name.length);
        return path;
    }
}
