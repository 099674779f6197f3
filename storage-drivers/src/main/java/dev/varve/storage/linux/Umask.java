package dev.varve.storage.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which bits of a mode the process never gives to what it makes. Nothing in Java changes it, so it
/// is that of the start.
public final class Umask {
    private static final int BITS = read();

    private Umask() {}

    /// Whether what is made with this mode has it, given a directory without default ACL.
    public static boolean keeps(int mode) {
        return (mode & BITS) == 0;
    }

    private static int read() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Umask:")) {
                    return Integer.parseInt(line.substring("Umask:".length()).strip(), 8);
                }
            }
        } catch (IOException e) {
            // Without /proc nothing is known.
        }
        return 0777;
    }
}
