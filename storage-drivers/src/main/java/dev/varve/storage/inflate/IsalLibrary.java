package dev.varve.storage.inflate;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

/// The functions of `libisal.so.2`, where it is installed and does what is expected of it.
final class IsalLibrary {
    private static final String NAME = "libisal.so.2";

    /// `jdk` leaves the library alone.
    private static final String WANTED = System.getProperty("varve.inflate", "");

    private final MethodHandle init;
    private final MethodHandle inflate;

    private IsalLibrary(MethodHandle init, MethodHandle inflate) {
        this.init = init;
        this.inflate = inflate;
    }

    static Optional<IsalLibrary> find() {
        return Found.LIBRARY;
    }

    void init(MemorySegment state) {
        try {
            init.invokeExact(state);
        } catch (Throwable e) {
            throw new AssertionError("isal_inflate_init is bound with the wrong types", e);
        }
    }

    /// @return below 0 for data that is damaged
    int inflate(MemorySegment state) {
        try {
            return (int) inflate.invokeExact(state);
        } catch (Throwable e) {
            throw new AssertionError("isal_inflate is bound with the wrong types", e);
        }
    }

    /// Looked for once, when it is first wanted.
    private static final class Found {
        static final Optional<IsalLibrary> LIBRARY =
                WANTED.equals("jdk") ? Optional.empty() : load().filter(Found::works);

        @SuppressWarnings("restricted") // calling a library is what this class is for
        private static Optional<IsalLibrary> load() {
            try {
                SymbolLookup symbols = SymbolLookup.libraryLookup(NAME, Arena.global());
                Linker linker = Linker.nativeLinker();
                return Optional.of(
                        new IsalLibrary(
                                linker.downcallHandle(
                                        symbols.findOrThrow("isal_inflate_init"),
                                        FunctionDescriptor.ofVoid(ADDRESS)),
                                linker.downcallHandle(
                                        symbols.findOrThrow("isal_inflate"),
                                        FunctionDescriptor.of(JAVA_INT, ADDRESS))));
            } catch (IllegalArgumentException | NoSuchElementException e) {
                return Optional.empty(); // it is not installed
            }
        }

        /// A library whose structure lies otherwise in memory gives something else, or does not
        /// end.
        private static boolean works(IsalLibrary library) {
            byte[] plain = new byte[3000];
            for (int i = 0; i < plain.length; i++) {
                plain[i] = (byte) (i * i >>> 3);
            }
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            deflater.setInput(plain);
            deflater.finish();
            byte[] deflated = new byte[2 * plain.length];
            int length = deflater.deflate(deflated);
            deflater.end();
            byte[] out = new byte[plain.length + 1];
            try (IsalInflater inflater = new IsalInflater(library)) {
                inflater.input(deflated, 0, length + 3);
                int count = 0;
                for (int n = inflater.inflate(out, 0, 1000);
                        n > 0 && count + n < plain.length;
                        n = inflater.inflate(out, count, Math.min(1000, out.length - count))) {
                    count += n;
                }
                return inflater.finished()
                        && inflater.rest().length == 3
                        && Arrays.equals(out, 0, plain.length, plain, 0, plain.length);
            } catch (DataFormatException e) {
                return false;
            }
        }
    }
}
