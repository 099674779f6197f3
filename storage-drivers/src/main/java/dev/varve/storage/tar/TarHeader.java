package dev.varve.storage.tar;

import java.util.Arrays;

/// The fields of one header block, as they stand.
@SuppressWarnings("ArrayRecordComponent") // raw names; never compared or changed
record TarHeader(
        byte[] name,
        char type,
        byte[] linkName,
        int mode,
        long uid,
        long gid,
        long size,
        long mtime,
        int major,
        int minor) {
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};
    private static final byte[] GNU = {'u', 's', 't', 'a', 'r', ' '};
    private static final byte[] STAR = {'t', 'a', 'r', 0};

    static TarHeader parse(byte[] block) throws MalformedLayerException {
        checkSum(block);
        boolean ustar = holds(block, 257, USTAR);
        byte[] name = text(block, 0, 100);
        if (ustar) {
            byte[] prefix = text(block, 345, holds(block, 508, STAR) ? 131 : 155);
            name = prefix.length == 0 ? name : joined(prefix, name);
        }
        char type = (char) (block[156] & 0xff);
        boolean device = type == '3' || type == '4';
        boolean numbered = device && (ustar || holds(block, 257, GNU));
        try {
            return new TarHeader(
                    name,
                    type,
                    text(block, 157, 100),
                    (int) (TarNumbers.field(block, 100, 8, "mode") & 07777),
                    TarNumbers.field(block, 108, 8, "uid"),
                    TarNumbers.field(block, 116, 8, "gid"),
                    positive(TarNumbers.field(block, 124, 12, "size")),
                    TarNumbers.field(block, 136, 12, "mtime"),
                    numbered ? number(block, 329, "device major number", 0xfff) : 0,
                    numbered ? number(block, 337, "device minor number", 0xfffff) : 0);
        } catch (MalformedLayerException e) {
            throw e.at(name);
        }
    }

    private static long positive(long size) throws MalformedLayerException {
        if (size < 0) {
            throw new MalformedLayerException("its size is " + size);
        }
        return size;
    }

    private static int number(byte[] block, int offset, String what, int most)
            throws MalformedLayerException {
        long value = TarNumbers.field(block, offset, 8, what);
        if (value < 0 || value > most) {
            throw new MalformedLayerException(what + " " + value + " is not in 0.." + most);
        }
        return (int) value;
    }

    /// Some old writers summed signed bytes: either sum will do, as for other readers.
    private static void checkSum(byte[] block) throws MalformedLayerException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long stored = TarNumbers.field(block, 148, 8, "a header's checksum");
        if (stored != unsigned && stored != signed) {
            throw new MalformedLayerException(
                    "a header's checksum is " + unsigned + ", but it says " + stored);
        }
    }

    private static boolean holds(byte[] block, int offset, byte[] what) {
        return Arrays.equals(block, offset, offset + what.length, what, 0, what.length);
    }

    private static byte[] text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    private static byte[] joined(byte[] prefix, byte[] name) {
        byte[] path = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        path[prefix.length] = '/';
        System.arraycopy(name, 0, path, prefix.length + 1, name.length);
        return path;
    }

    /// @param path the entry's full name: in v7 a file whose name ends with a slash is a directory
    EntryKind kind(byte[] path) throws MalformedLayerException {
        return switch (type) {
            case '0', '7', 'S' -> EntryKind.FILE;
            case 0 ->
                    path.length > 0 && path[path.length - 1] == '/'
                            ? EntryKind.DIRECTORY
                            : EntryKind.FILE;
            case '1' -> EntryKind.HARD_LINK;
            case '2' -> EntryKind.SYMLINK;
            case '3' -> EntryKind.CHARACTER_DEVICE;
            case '4' -> EntryKind.BLOCK_DEVICE;
            case '5' -> EntryKind.DIRECTORY;
            case '6' -> EntryKind.FIFO;
            default ->
                    throw new MalformedLayerException(
                            "its type 0x" + Integer.toHexString(type) + " is not supported");
        };
    }
}
