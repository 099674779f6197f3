package dev.varve.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A varved of its own process, on a root of its own.
final class VarvedProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path directory;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private VarvedProcess(Path directory, List<String> flags) throws IOException {
        this.directory = directory;
        Path config = Files.writeString(directory.resolve("daemon.json"), "{}");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.varve.daemon.Main",
                                "--config-file=" + config,
                                "--data-root=" + directory.resolve("root"),
                                "--host=" + host(),
                                "--storage-driver=vfs",
                                "--group=root"));
        command.addAll(flags);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofVirtual().start(this::read);
    }

    static VarvedProcess start(Path directory, String... flags) throws IOException {
        VarvedProcess varved =
                new VarvedProcess(Files.createDirectories(directory), List.of(flags));
        try {
            varved.ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return varved;
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            varved.close();
            throw new IOException("varved does not start:\n" + varved.log(), e);
        }
    }

    /// What `-H` wants.
    String host() {
        return "unix://" + directory.resolve("varve.sock");
    }

    String log() {
        return String.join("\n", log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (line.contains("READY: ")) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            log.add(e.toString());
        }
        ready.completeExceptionally(new IOException("it ended"));
    }
}
