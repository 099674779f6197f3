package dev.varve.storage.fuseoverlayfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Runs the program fuse-overlayfs until its mount is there.
final class FuseProgram {
    private static final int SECONDS = 60;

    private FuseProgram() {}

    /// @param directory where it runs
    static void run(Path directory, List<String> command) throws IOException {
        Process program = start(directory, command);
        if (!ends(program)) {
            program.destroyForcibly();
            throw new IOException("fuse-overlayfs has mounted nothing within " + SECONDS + " s");
        }
        String said = said(program);
        if (program.exitValue() != 0) {
            throw new IOException("fuse-overlayfs cannot mount in " + directory + ": " + said);
        }
    }

    private static boolean ends(Process program) throws IOException {
        try {
            return program.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            program.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while fuse-overlayfs was mounting");
        }
    }

    private static Process start(Path directory, List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "the program fuse-overlayfs cannot be started; install it (Debian: apt-get"
                            + " install fuse-overlayfs): "
                            + e.getMessage(),
                    e);
        }
    }

    /// What it printed, but for what it prints each time.
    private static String said(Process program) throws IOException {
        String text;
        try (InputStream output = program.getInputStream()) {
            text =
                    new String(output.readNBytes(4096), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("unknown argument ignored"))
                            .collect(Collectors.joining("; "));
        }
        return text.isEmpty() ? "exit code " + program.exitValue() : text;
    }
}
