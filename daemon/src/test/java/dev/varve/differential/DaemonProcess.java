package dev.varve.differential;

import dev.varve.daemon.Main;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A daemon that the test started on a root of its own, and stops.
final class DaemonProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path directory;
    private final Thread onExit;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private DaemonProcess(Path directory, String readyWords, List<String> command)
            throws IOException {
        this.directory = directory;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TZ", "UTC");
        builder.environment().remove("DOCKER_HOST");
        process = builder.start();
        onExit = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(onExit);
        Thread.ofVirtual().start(() -> copyLog(readyWords));
    }

    /// Debian's dockerd, with a containerd that it starts itself.
    static DaemonProcess dockerd(Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("daemon.json"), "{}");
        return new DaemonProcess(
                        directory,
                        "API listen on",
                        List.of(
                                System.getProperty("varve.dockerd", "/usr/sbin/dockerd"),
                                "--config-file=" + config,
                                "--data-root=" + directory.resolve("root"),
                                "--exec-root=" + directory.resolve("exec"),
                                "--pidfile=" + directory.resolve("docker.pid"),
                                "--host=unix://" + directory.resolve("docker.sock"),
                                "--storage-driver=overlay2",
                                "--insecure-registry=127.0.0.1/32",
                                "--bridge=none",
                                "--iptables=false",
                                "--ip6tables=false"))
                .awaitReady();
    }

    static DaemonProcess varved(Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("daemon.json"), "{}");
        return new DaemonProcess(
                        directory,
                        "READY: ",
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "--config-file=" + config,
                                "--data-root=" + directory.resolve("root"),
                                "--host=unix://" + directory.resolve("docker.sock"),
                                "--storage-driver=overlay2",
                                "--insecure-registry=127.0.0.1/32",
                                "--group=root"))
                .awaitReady();
    }

    Path socket() {
        return directory.resolve("docker.sock");
    }

    Path root() {
        return directory.resolve("root");
    }

    /// The last lines of what the daemon said, for a failure's message.
    String log() {
        try {
            List<String> lines = Files.readAllLines(logFile());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks it to stop, waits for that, and gives back the mounts that dockerd leaves.
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(onExit);
        try {
            process.toHandle().destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("it does not stop; its log ends:\n" + log());
            }
            unmountBelow(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a daemon stops", e);
        }
    }

    private DaemonProcess awaitReady() throws IOException {
        try {
            ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IOException("the daemon does not start; its log ends:\n" + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a daemon starts", e);
        }
    }

    private void copyLog(String readyWords) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Files.writeString(
                        logFile(),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                if (line.contains(readyWords)) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private Path logFile() {
        return directory.resolve("log");
    }

    private static void unmountBelow(Path directory) throws IOException, InterruptedException {
        List<String> mounts =
                Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                        .map(line -> line.split(" ")[1])
                        .filter(mount -> mount.startsWith(directory + "/"))
                        .toList()
                        .reversed();
        for (String mount : mounts) {
            new ProcessBuilder("umount", "-l", mount).inheritIO().start().waitFor();
        }
    }
}
