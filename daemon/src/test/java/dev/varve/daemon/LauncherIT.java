package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The daemon as a process: exit codes, signals, what it tells systemd.
@Timeout(60)
final class LauncherIT {
    @TempDir Path directory;

    @Test
    void sigtermIsACleanStop() throws Throwable {
        Path socket = directory.resolve("s/varve.sock");
        String notify = directory.resolve("notify").toString();
        try (DatagramSocket systemd = new DatagramSocket(notify)) {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            command(
                                    "--host=unix://" + socket,
                                    "--group=root",
                                    "--pidfile=" + directory.resolve("pid")));
            builder.environment().put("NOTIFY_SOCKET", notify);
            Process process = builder.redirectErrorStream(true).start();
            try (BufferedReader log = process.inputReader()) {
                String ready = log.readLine();
                assertThat(ready).contains("READY: varved").contains(socket.toString());
                assertThat(systemd.receive()).isEqualTo("READY=1");
                assertThat(new RawClient(socket).get("/_ping").body()).isEqualTo("OK");
                // Process.destroy would close the log, too.
                process.toHandle().destroy();
                assertThat(process.waitFor()).isZero();
                assertThat(systemd.receive()).isEqualTo("STOPPING=1");
                assertThat(log.readLine()).endsWith("stopping");
            }
        }
        assertThat(socket).doesNotExist();
        assertThat(directory.resolve("pid")).doesNotExist();
    }

    @Test
    void usageAndFailureHaveTheirCodes() throws Exception {
        Command unknown = varved("--bogus");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("--bogus").contains("See 'varved --help'");
        Command tcp = varved("-H", "tcp://127.0.0.1:2375");
        assertThat(tcp.exitCode()).isEqualTo(2);
        assertThat(tcp.err()).contains("listens on a Unix socket only");
        Path pidFile = directory.resolve("pid");
        Files.writeString(pidFile, "1");
        Command running = varved("--pidfile", pidFile.toString());
        assertThat(running.exitCode()).isEqualTo(1);
        assertThat(running.err()).contains("is still running");
    }

    @Test
    void versionHelpAndValidateDoNotServe() throws Exception {
        assertThat(varved("--version").out()).startsWith("Varve version 0.");
        assertThat(varved("--help").out()).contains("Usage: varved", "--registry-mirror");
        Command valid = varved("--validate");
        assertThat(valid.exitCode()).isZero();
        assertThat(valid.out()).isEqualTo("configuration OK\n");
        assertThat(varved("--validate", "--log-level=loud").exitCode()).isEqualTo(2);
    }

    private Command varved(String... arguments) throws IOException, InterruptedException {
        return Command.run(directory, Map.of(), command(arguments).toArray(String[]::new));
    }

    private static List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FakeMain.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
