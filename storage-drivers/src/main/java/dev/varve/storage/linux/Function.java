package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A C function of up to six integers and pointers, which answers one of them or nothing.
///
/// All are called through one handle with six words, of which a function reads those that it has:
/// the calling conventions of Linux on x86-64 and AArch64 pass them in the same registers, and none
/// on the stack. With a handle for each signature the JVM made some 440 classes at every start,
/// which nothing can keep from one start to the next.
///
/// An answer of type `int` is in the lower half of the word; the upper one is undefined.
record Function(MemorySegment address) {
    private static final MethodHandle HANDLE = handle();

    @SuppressWarnings("restricted") // calling C functions is what this class is for
    private static MethodHandle handle() {
        return Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                JAVA_LONG),
                        Linker.Option.captureCallState("errno"));
    }

    long call(Libc.Memory m, long a) {
        return call(m, a, 0, 0, 0, 0, 0);
    }

    long call(Libc.Memory m, long a, long b) {
        return call(m, a, b, 0, 0, 0, 0);
    }

    long call(Libc.Memory m, long a, long b, long c) {
        return call(m, a, b, c, 0, 0, 0);
    }

    long call(Libc.Memory m, long a, long b, long c, long d) {
        return call(m, a, b, c, d, 0, 0);
    }

    long call(Libc.Memory m, long a, long b, long c, long d, long e) {
        return call(m, a, b, c, d, e, 0);
    }

    /// @param m gets the error number
    long call(Libc.Memory m, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) HANDLE.invokeExact(address, m.state, a, b, c, d, e, f);
        } catch (Throwable mistake) {
            throw new AssertionError("a C function is called in a wrong way", mistake);
        }
    }
}
