package dev.varve.cli.copy;

import java.util.Map;

/// The head of an entry of an archive.
///
/// @param mode the permissions, with set-user-ID and its like
/// @param mtime Unix seconds
/// @param linkName "" for what is no link
/// @param attributes extended ones, by name, as text of one character a byte
record TarEntry(
        String name,
        Kind kind,
        int mode,
        long uid,
        long gid,
        long size,
        long mtime,
        String linkName,
        long deviceMajor,
        long deviceMinor,
        Map<String, String> attributes) {
    enum Kind {
        FILE('0'),
        HARD_LINK('1'),
        SYMBOLIC_LINK('2'),
        CHARACTER_DEVICE('3'),
        BLOCK_DEVICE('4'),
        DIRECTORY('5'),
        FIFO('6');

        private final char flag;

        Kind(char flag) {
            this.flag = flag;
        }

        char flag() {
            return flag;
        }
    }

    TarEntry named(String newName, String newLinkName) {
        return new TarEntry(
                newName,
                kind,
                mode,
                uid,
                gid,
                size,
                mtime,
                newLinkName,
                deviceMajor,
                deviceMinor,
                attributes);
    }
}
