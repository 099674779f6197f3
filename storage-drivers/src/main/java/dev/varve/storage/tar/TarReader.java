package dev.varve.storage.tar;

import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.Stat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Reads the entries of a tar: v7, ustar, GNU (long names, sparse files) and PAX.
///
/// Global extended headers are read and ignored, as dockerd does. What only some readers
/// understand, or understand differently, is refused: two names for one entry, a lone block of
/// zeros, a directory with data, an extended header that belongs to nothing.
final class TarReader {
    private final BlockInput in;
    private final TarLimits limits;
    private final byte[] block = new byte[BlockInput.BLOCK];
    private long dataLeft;
    private long dataSize;
    private long entries;

    private @Nullable PaxRecords pax;
    private byte @Nullable [] longName;
    private byte @Nullable [] longLink;

    TarReader(InputStream in, TarLimits limits) {
        this.in = new BlockInput(in);
        this.limits = limits;
    }

    long entries() {
        return entries;
    }

    /// The next entry, or null at the end of the archive. What was not read of the last one's data
    /// is skipped.
    @Nullable TarEntry next() throws IOException {
        in.skip(dataLeft);
        in.skipPadding(dataSize);
        dataLeft = 0;
        dataSize = 0;
        pax = null;
        longName = null;
        longLink = null;
        while (nextHeader()) {
            TarHeader header = TarHeader.parse(block);
            switch (header.type()) {
                case 'g' -> PaxRecords.parse(extension(header), limits);
                case 'x' -> pax = PaxRecords.parse(once(pax, extension(header)), limits);
                case 'L' -> longName = cString(once(longName, extension(header)));
                case 'K' -> longLink = cString(once(longLink, extension(header)));
                default -> {
                    return entry(header);
                }
            }
        }
        if (pax != null || longName != null || longLink != null) {
            throw new MalformedLayerException("it ends after an extended header");
        }
        return null;
    }

    /// Reads what follows the archive to the stream's very end.
    void drain() throws IOException {
        in.drain();
    }

    /// How many bytes of the entry's data lie ready, at most `most`; see [#consume].
    int ready(long most) throws IOException {
        return in.available(Math.min(most, dataLeft));
    }

    /// Gets small data into one piece before [#ready].
    void gather() throws IOException {
        in.gather(dataLeft);
    }

    byte[] buffer() {
        return in.array();
    }

    int offset() {
        return in.offset();
    }

    void consume(int count) {
        in.consume(count);
        dataLeft -= count;
    }

    private boolean nextHeader() throws IOException {
        if (!in.block(block)) {
            return false;
        }
        if (!isZero(block)) {
            return true;
        }
        if (in.block(block) && !isZero(block)) {
            throw new MalformedLayerException("a lone block of zeros is followed by more entries");
        }
        return false;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] once(@Nullable Object before, byte[] extension)
            throws MalformedLayerException {
        if (before != null) {
            throw new MalformedLayerException("one entry has two extended headers of one kind");
        }
        return extension;
    }

    private byte[] extension(TarHeader header) throws IOException {
        long size = header.size();
        if (size > limits.paxBlock()) {
            throw MalformedLayerException.limit(
                    header.name(), "an extended header's size", size, limits.paxBlock());
        }
        byte[] data = new byte[(int) size];
        int done = 0;
        while (done < data.length) {
            int part = in.available(data.length - done);
            System.arraycopy(in.array(), in.offset(), data, done, part);
            in.consume(part);
            done += part;
        }
        in.skipPadding(size);
        return data;
    }

    private static byte[] cString(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return Arrays.copyOf(data, end);
    }

    private TarEntry entry(TarHeader header) throws IOException {
        if (++entries > limits.entries()) {
            throw new MalformedLayerException(
                    "it has more than the limit of " + limits.entries() + " entries");
        }
        byte[] name = name(header);
        try {
            return resolved(header, name);
        } catch (MalformedLayerException e) {
            throw e.at(name);
        }
    }

    private byte[] name(TarHeader header) throws MalformedLayerException {
        byte[] sparseName = paxValue("GNU.sparse.name");
        byte[] path = pick("path", longName, header.name());
        return sparseName != null ? sparseName : path;
    }

    /// The PAX record, else the GNU long field, else the header's own.
    private byte[] pick(String key, byte @Nullable [] gnu, byte[] field)
            throws MalformedLayerException {
        byte[] record = paxValue(key);
        if (record != null && gnu != null && !Arrays.equals(record, gnu)) {
            throw new MalformedLayerException(
                    record, "PAX and GNU headers give two values of " + key);
        }
        return record != null ? record : gnu != null ? gnu : field;
    }

    private byte @Nullable [] paxValue(String key) {
        return pax == null ? null : pax.get(key);
    }

    private TarEntry resolved(TarHeader header, byte[] name) throws IOException {
        EntryKind kind = header.kind(name);
        long size = number("size", header.size());
        if (size < 0) {
            throw new MalformedLayerException("its size is " + size);
        }
        long stored = 0;
        if (kind == EntryKind.FILE) {
            stored = size;
        } else if (size != 0 && kind != EntryKind.HARD_LINK) {
            throw new MalformedLayerException("it is no file but has a size of " + size);
        }
        dataSize = stored;
        dataLeft = stored;
        SparseMap sparse = kind == EntryKind.FILE ? sparseMap(header) : null;
        if (sparse != null) {
            sparse.check(dataLeft);
        }
        return new TarEntry(
                name,
                kind,
                pick("linkpath", longLink, header.linkName()),
                header.mode(),
                owner("uid", header.uid()),
                owner("gid", header.gid()),
                sparse != null ? sparse.realSize() : stored,
                kind == EntryKind.CHARACTER_DEVICE || kind == EntryKind.BLOCK_DEVICE
                        ? Stat.device(header.major(), header.minor())
                        : 0,
                times(header),
                pax == null ? Map.of() : pax.xattrs(),
                sparse != null ? sparse.chunks() : List.of(),
                sparse != null);
    }

    private @Nullable SparseMap sparseMap(TarHeader header) throws IOException {
        if (header.type() == 'S') {
            return SparseMap.oldGnu(block, in, limits);
        }
        if (pax == null) {
            return null;
        }
        if (pax.get("GNU.sparse.major") == null) {
            return SparseMap.pax0(pax, limits);
        }
        if (number("GNU.sparse.major", -1) != 1 || number("GNU.sparse.minor", -1) != 0) {
            throw new MalformedLayerException("its GNU sparse format is not 0.0, 0.1 or 1.0");
        }
        return SparseMap.pax1(number("GNU.sparse.realsize", -1), this, limits);
    }

    private long number(String key, long field) throws MalformedLayerException {
        byte[] record = paxValue(key);
        return record == null ? field : TarNumbers.decimal(record, limits.digits(), key);
    }

    private int owner(String key, long field) throws MalformedLayerException {
        long value = number(key, field);
        if (value < 0 || value > 0xfffffffeL) {
            throw new MalformedLayerException(key + " " + value + " is not in 0..4294967294");
        }
        return (int) value;
    }

    private FileTimes times(TarHeader header) throws MalformedLayerException {
        long[] modified = time("mtime", header.mtime());
        long[] access = time("atime", Long.MIN_VALUE);
        boolean later =
                access[0] > modified[0] || (access[0] == modified[0] && access[1] > modified[1]);
        long[] accessed = later ? access : modified;
        return new FileTimes(accessed[0], (int) accessed[1], modified[0], (int) modified[1]);
    }

    private long[] time(String key, long field) throws MalformedLayerException {
        byte[] record = paxValue(key);
        return record == null
                ? new long[] {field, 0}
                : TarNumbers.time(record, limits.digits(), key);
    }
}
