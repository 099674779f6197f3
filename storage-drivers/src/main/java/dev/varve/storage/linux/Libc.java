package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// Finds C functions and keeps each thread's native memory for their arguments.
@SuppressWarnings("restricted") // calling C functions is what this class is for
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<Memory> MEMORY = ThreadLocal.withInitial(Memory::new);
    private static final Function STRERROR = function("strerror");

    private Libc() {}

    /// One thread's memory: the error number of its last call, two path buffers and one of data. It
    /// lives until the thread is gone.
    static final class Memory {
        static final int PATH = 8192;
        static final int DATA = 64 << 10;

        private final Arena arena = Arena.ofAuto();
        final MemorySegment state = arena.allocate(STATE);
        final MemorySegment first = arena.allocate(PATH, 8);
        final MemorySegment second = arena.allocate(PATH, 8);
        private @Nullable MemorySegment data;

        /// Made when it is first wanted: a request has a thread of its own, and most of them never
        /// need it.
        MemorySegment data() {
            MemorySegment made = data;
            if (made == null) {
                made = arena.allocate(DATA, 8);
                data = made;
            }
            return made;
        }

        int errno() {
            return (int) ERRNO.get(state, 0L);
        }

        MemorySegment first(String call, byte[] path) throws LinuxException {
            return terminated(first, call, path);
        }

        MemorySegment second(String call, byte[] path) throws LinuxException {
            return terminated(second, call, path);
        }

        private static MemorySegment terminated(MemorySegment into, String call, byte[] path)
                throws LinuxException {
            if (path.length >= PATH) {
                throw LinuxException.of(call, path, Errno.ENAMETOOLONG);
            }
            for (byte b : path) {
                if (b == 0) {
                    throw LinuxException.of(call, path, Errno.EINVAL);
                }
            }
            MemorySegment.copy(path, 0, into, JAVA_BYTE, 0, path.length);
            into.set(JAVA_BYTE, path.length, (byte) 0);
            return into;
        }
    }

    static Memory memory() {
        return MEMORY.get();
    }

    static Function function(String name) {
        return new Function(LINKER.defaultLookup().findOrThrow(name));
    }

    static String describe(int errno) {
        long text = STRERROR.call(memory(), errno);
        return MemorySegment.ofAddress(text)
                        .reinterpret(256)
                        .getString(0, StandardCharsets.US_ASCII)
                + " (errno "
                + errno
                + ")";
    }
}
