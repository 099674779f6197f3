package dev.varve.daemon;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// Listens as systemd does, on a Unix datagram socket.
final class DatagramSocket implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private final int fd;

    /// @param address a path, or `@` and an abstract name
    DatagramSocket(String address) throws Throwable {
        fd = (int) call("socket", 3).invokeWithArguments(1, 2, 0);
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        MethodHandle bind =
                link(
                        "bind",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment at = arena.allocate(110);
            at.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
            MemorySegment.copy(path, 0, at, ValueLayout.JAVA_BYTE, 2, path.length);
            int result = (int) bind.invokeExact(fd, at, 2 + path.length);
            if (result != 0) {
                throw new IllegalStateException("cannot bind " + address);
            }
        }
    }

    String receive() throws Throwable {
        MethodHandle read =
                link(
                        "read",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            long length = (long) read.invokeExact(fd, buffer, 256L);
            byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            call("close", 1).invokeWithArguments(fd);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle call(String name, int ints) {
        ValueLayout[] arguments = new ValueLayout[ints];
        java.util.Arrays.fill(arguments, ValueLayout.JAVA_INT);
        return link(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }
}
