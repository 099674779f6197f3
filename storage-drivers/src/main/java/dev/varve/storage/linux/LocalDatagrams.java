package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Datagrams over Unix sockets, which the JDK does not have.
public final class LocalDatagrams {
    /// An address has to be shorter than this.
    public static final int ADDRESS_BYTES = 108;

    private static final int AF_UNIX = 1;
    private static final int FAMILY_BYTES = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final Function SOCKET = Libc.function("socket");
    private static final Function SENDTO = Libc.function("sendto");

    private LocalDatagrams() {}

    /// Sends one datagram.
    ///
    /// @param address a path, or a zero byte and a name in the abstract space
    public static void send(byte[] address, byte[] message) throws LinuxException {
        try (Fd socket = open(address);
                Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(FAMILY_BYTES + ADDRESS_BYTES);
            to.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(address, 0, to, JAVA_BYTE, FAMILY_BYTES, address.length);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message);
            int length = FAMILY_BYTES + address.length;
            if (sendTo(socket, bytes, to, length) != message.length) {
                throw LinuxException.of("sendto", address, Libc.memory().errno());
            }
        }
    }

    private static long sendTo(Fd socket, MemorySegment bytes, MemorySegment to, int toLength) {
        return SENDTO.call(
                Libc.memory(),
                socket.number(),
                bytes.address(),
                bytes.byteSize(),
                MSG_NOSIGNAL,
                to.address(),
                toLength);
    }

    private static Fd open(byte[] address) throws LinuxException {
        Libc.Memory m = Libc.memory();
        int number = (int) SOCKET.call(m, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        if (number < 0) {
            throw LinuxException.of("socket for", address, m.errno());
        }
        return new Fd(number);
    }
}
