package dev.varve.storage.tar;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where the stored data of a sparse file belongs, in the four ways GNU tar writes it down.
///
/// @param realSize apparent size of the file
record SparseMap(long realSize, List<SparseChunk> chunks) {
    private static final int IN_HEADER = 4;
    private static final int IN_EXTENSION = 21;

    /// The map in a header of type `S` and the extension blocks that follow it.
    static SparseMap oldGnu(byte[] header, BlockInput in, TarLimits limits) throws IOException {
        List<SparseChunk> chunks = new ArrayList<>();
        long realSize = TarNumbers.field(header, 483, 12, "a sparse file's size");
        read(header, 386, IN_HEADER, chunks);
        boolean more = header[482] != 0;
        byte[] extension = new byte[BlockInput.BLOCK];
        while (more) {
            if (!in.block(extension)) {
                throw new MalformedLayerException("it ends in the middle of a sparse map");
            }
            read(extension, 0, IN_EXTENSION, chunks);
            checkCount(chunks.size(), limits);
            more = extension[504] != 0;
        }
        return new SparseMap(realSize, chunks);
    }

    private static void read(byte[] block, int offset, int count, List<SparseChunk> chunks)
            throws MalformedLayerException {
        for (int i = 0; i < count; i++) {
            int at = offset + 24 * i;
            if (block[at] == 0) {
                return;
            }
            chunks.add(
                    new SparseChunk(
                            TarNumbers.field(block, at, 12, "a sparse offset"),
                            TarNumbers.field(block, at + 12, 12, "a sparse length")));
        }
    }

    /// PAX formats 0.0 (repeated records) and 0.1 (one record).
    ///
    /// @return null when the records say nothing of sparse files
    static @Nullable SparseMap pax0(PaxRecords pax, TarLimits limits)
            throws MalformedLayerException {
        byte[] size = pax.get("GNU.sparse.size");
        byte[] map = pax.get("GNU.sparse.map");
        if (size == null) {
            if (map != null || !pax.sparseNumbers().isEmpty()) {
                throw new MalformedLayerException("a sparse file has no GNU.sparse.size");
            }
            return null;
        }
        List<Long> numbers = new ArrayList<>(pax.sparseNumbers());
        if (map != null) {
            for (String number : new String(map, StandardCharsets.US_ASCII).split(",", -1)) {
                numbers.add(decimal(number, limits));
                checkCount(numbers.size() / 2, limits);
            }
        }
        long realSize = TarNumbers.decimal(size, limits.digits(), "GNU.sparse.size");
        return new SparseMap(realSize, paired(numbers, limits));
    }

    /// PAX format 1.0: decimal lines at the head of the data, filled up to a block.
    static SparseMap pax1(long realSize, TarReader data, TarLimits limits) throws IOException {
        long[] read = {0};
        int count = (int) Math.min(line(data, read, limits), Integer.MAX_VALUE);
        checkCount(count, limits);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 2 * count; i++) {
            numbers.add(line(data, read, limits));
        }
        long padding = -read[0] & (BlockInput.BLOCK - 1);
        while (padding > 0) {
            int part = data.ready(padding);
            if (part == 0) {
                throw new MalformedLayerException("a sparse map is longer than the entry");
            }
            data.consume(part);
            padding -= part;
        }
        return new SparseMap(realSize, paired(numbers, limits));
    }

    private static long line(TarReader data, long[] read, TarLimits limits) throws IOException {
        ByteArrayOutputStream digits = new ByteArrayOutputStream();
        while (digits.size() <= limits.digits()) {
            if (data.ready(1) == 0) {
                throw new MalformedLayerException("a sparse map is longer than the entry");
            }
            byte b = data.buffer()[data.offset()];
            data.consume(1);
            read[0]++;
            if (b == '\n') {
                return decimal(digits.toString(StandardCharsets.US_ASCII), limits);
            }
            digits.write(b);
        }
        throw new MalformedLayerException(
                "a sparse map's number has more digits than the limit of " + limits.digits());
    }

    private static long decimal(String number, TarLimits limits) throws MalformedLayerException {
        long value =
                TarNumbers.decimal(
                        number.getBytes(StandardCharsets.US_ASCII),
                        limits.digits(),
                        "a sparse map's number");
        if (value < 0) {
            throw new MalformedLayerException("a sparse map's number is " + value);
        }
        return value;
    }

    private static List<SparseChunk> paired(List<Long> numbers, TarLimits limits)
            throws MalformedLayerException {
        checkCount(numbers.size() / 2, limits);
        if (numbers.size() % 2 != 0) {
            throw new MalformedLayerException("a sparse map has an offset without a length");
        }
        List<SparseChunk> chunks = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += 2) {
            chunks.add(new SparseChunk(numbers.get(i), numbers.get(i + 1)));
        }
        return chunks;
    }

    private static void checkCount(int count, TarLimits limits) throws MalformedLayerException {
        if (count < 0 || count > limits.sparseChunks()) {
            throw new MalformedLayerException(
                    "a sparse map has "
                            + count
                            + " pieces, more than the limit of "
                            + limits.sparseChunks());
        }
    }

    /// Refuses a map that is not in order, leaves the file, or does not use up the stored data.
    void check(long stored) throws MalformedLayerException {
        long end = 0;
        long sum = 0;
        for (SparseChunk chunk : chunks) {
            if (chunk.offset() < end
                    || chunk.length() < 0
                    || chunk.length() > realSize
                    || chunk.offset() > realSize - chunk.length()) {
                throw new MalformedLayerException(
                        "a sparse map is out of order or leaves the file");
            }
            end = chunk.offset() + chunk.length();
            sum += chunk.length();
        }
        if (realSize < 0 || sum != stored) {
            throw new MalformedLayerException(
                    "a sparse map is of " + sum + " bytes, but " + stored + " are stored");
        }
    }
}
