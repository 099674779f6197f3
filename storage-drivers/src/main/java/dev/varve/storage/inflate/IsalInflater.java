package dev.varve.storage.inflate;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;

/// ISA-L's `isal_inflate`, which is more than twice as fast as zlib (Debian: `libisal2`).
///
/// The offsets are those of `struct inflate_state` of `igzip_lib.h` in version 2.30, whose library
/// is `libisal.so.2`.
final class IsalInflater implements RawInflater {
    /// More than the structure has, for a library that has a larger one.
    private static final long STATE = 128 << 10;

    private static final long NEXT_OUT = 0;
    private static final long AVAIL_OUT = 8;
    private static final long NEXT_IN = 16;
    private static final long READ_IN = 24;
    private static final long AVAIL_IN = 32;
    private static final long READ_IN_LENGTH = 36;
    private static final long BLOCK_STATE = 21160;
    private static final int BLOCK_FINISH = 5;

    private static final int BUFFER = 256 << 10;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(STATE, 64);
    private final MemorySegment input = arena.allocate(BUFFER, 64);
    private final MemorySegment output = arena.allocate(BUFFER, 64);

    private final IsalLibrary library;

    IsalInflater(IsalLibrary library) {
        this.library = library;
        reset();
    }

    @Override
    public void input(byte[] bytes, int offset, int length) {
        if (state.get(JAVA_INT, AVAIL_IN) != 0 || length > BUFFER) {
            throw new IllegalArgumentException(
                    length
                            + " bytes do not fit: give "
                            + BUFFER
                            + " at most, when input is needed");
        }
        MemorySegment.copy(bytes, offset, input, JAVA_BYTE, 0, length);
        state.set(ADDRESS, NEXT_IN, input);
        state.set(JAVA_INT, AVAIL_IN, length);
    }

    @Override
    public int inflate(byte[] target, int offset, int length) throws DataFormatException {
        if (finished()) {
            return 0;
        }
        int most = Math.min(length, BUFFER);
        state.set(ADDRESS, NEXT_OUT, output);
        state.set(JAVA_INT, AVAIL_OUT, most);
        int result = library.inflate(state);
        if (result < 0) {
            throw new DataFormatException("isal_inflate answers " + result);
        }
        int count = most - state.get(JAVA_INT, AVAIL_OUT);
        MemorySegment.copy(output, JAVA_BYTE, 0, target, offset, count);
        return count;
    }

    @Override
    public boolean finished() {
        return state.get(JAVA_INT, BLOCK_STATE) == BLOCK_FINISH;
    }

    /// The library takes eight bytes at a time; those that it took and did not need come first.
    @Override
    public byte[] rest() {
        int bits = state.get(JAVA_INT, READ_IN_LENGTH);
        long taken = state.get(JAVA_LONG_UNALIGNED, READ_IN) >>> (bits % 8);
        int held = bits / 8;
        int left = state.get(JAVA_INT, AVAIL_IN);
        byte[] rest = new byte[held + left];
        for (int i = 0; i < held; i++) {
            rest[i] = (byte) (taken >>> (8 * i));
        }
        long at = state.get(ADDRESS, NEXT_IN).address() - input.address();
        MemorySegment.copy(input, JAVA_BYTE, at, rest, held, left);
        return rest;
    }

    @Override
    public void reset() {
        library.init(state);
        state.set(JAVA_INT, AVAIL_IN, 0);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
