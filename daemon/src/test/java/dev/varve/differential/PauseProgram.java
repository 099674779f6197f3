package dev.varve.differential;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The smallest program that runs until it is killed: an ELF file for Linux on amd64 that calls
/// `pause` again and again.
final class PauseProgram {
    private static final int LOAD_ADDRESS = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final byte[] CODE = {
        (byte) 0xb8,
        34,
        0,
        0,
        0, // mov eax, SYS_pause
        0x0f,
        0x05, // syscall
        (byte) 0xeb,
        (byte) 0xf7 // jmp to the beginning
    };

    private PauseProgram() {}

    static byte[] bytes() {
        int size = HEADERS + CODE.length;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        out.putShort((short) 2).putShort((short) 62).putInt(1);
        out.putLong(LOAD_ADDRESS + HEADERS).putLong(64).putLong(0);
        out.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putInt(1).putInt(5).putLong(0).putLong(LOAD_ADDRESS).putLong(LOAD_ADDRESS);
        out.putLong(size).putLong(size).putLong(0x1000);
        return out.put(CODE).array();
    }
}
