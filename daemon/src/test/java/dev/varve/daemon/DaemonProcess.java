package dev.varve.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A varved in a process of its own, with the switches of `bin/varved`, that can be given limits,
/// looked at from outside and killed.
final class DaemonProcess implements AutoCloseable {
    private final Process process;
    private final Path socket;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Duration startTime;
    private final Duration startWork;

    private DaemonProcess(Process process, Path socket) throws IOException {
        long start = System.nanoTime();
        this.process = process;
        this.socket = socket;
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null && !line.contains("READY")) {
            log.add(line);
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the daemon does not start: " + log);
        }
        if (!client().get("/_ping").body().equals("OK")) {
            throw new IOException("the daemon does not answer: " + log);
        }
        startTime = Duration.ofNanos(System.nanoTime() - start);
        startWork = processorTime();
        Thread.ofVirtual().start(() -> drain(lines));
    }

    /// @param limits commands of a shell that are run before, such as `ulimit -n 64`
    static DaemonProcess start(
            Path root, Path socket, URI registry, String limits, String... javaOptions)
            throws IOException {
        return new DaemonProcess(launch(root, socket, registry, limits, javaOptions), socket);
    }

    static Process launch(
            Path root, Path socket, URI registry, String limits, String... javaOptions)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                limits + "\nexec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xms16m",
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-XX:MinHeapFreeRatio=10",
                                "-XX:MaxHeapFreeRatio=30",
                                "-XX:-ShrinkHeapInSteps",
                                "-XX:MarkSweepAlwaysCompactCount=1",
                                "-XX:TrimNativeHeapInterval=5000",
                                "-XX:-UsePerfData",
                                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of(javaOptions));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--data-root=" + root,
                        "--host=unix://" + socket,
                        "--group=root",
                        "--storage-driver=overlay2",
                        "--registry-mirror=" + registry));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private void drain(BufferedReader lines) {
        try {
            String line = lines.readLine();
            while (line != null) {
                log.add(line);
                line = lines.readLine();
            }
        } catch (IOException killed) {
            // Nothing more will come.
        }
    }

    RawClient client() {
        return new RawClient(socket);
    }

    Path socket() {
        return socket;
    }

    /// From the start of the process to the first answer.
    Duration startTime() {
        return startTime;
    }

    /// The processor's time until then, which other work on the machine does not add to.
    Duration startWork() {
        return startWork;
    }

    List<String> log() {
        return List.copyOf(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(proc("fd"))) {
            return (int) files.count();
        }
    }

    /// What of the process is in memory, in bytes, after it has tidied up.
    long memory() throws IOException {
        jcmd("GC.run");
        jcmd("System.trim_native_heap");
        return status("VmRSS:");
    }

    /// The most that was in memory, in bytes.
    long peakMemory() throws IOException {
        return status("VmHWM:");
    }

    private long status(String field) throws IOException {
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new NoSuchFileException(field);
    }

    /// Processor time that it has used.
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void jcmd(String command) throws IOException {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                                String.valueOf(process.pid()),
                                command)
                        .redirectErrorStream(true)
                        .start();
        jcmd.inputReader().lines().forEach(_ -> {});
        try {
            jcmd.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Path proc(String name) {
        return Path.of("/proc", String.valueOf(process.pid()), name);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Asks it to stop, and waits until it has.
    @Override
    public void close() throws IOException {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
                throw new IOException("the daemon did not stop: " + log);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
