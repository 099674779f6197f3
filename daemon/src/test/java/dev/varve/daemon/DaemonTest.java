package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class DaemonTest {
    @TempDir Path directory;

    @Test
    void socketAndItsDirectoryAreForTheGroupOnly() throws IOException {
        try (TestDaemon daemon = new TestDaemon(directory)) {
            assertThat(mode(daemon.config.socket())).isEqualTo("rw-rw----");
            assertThat(mode(directory.resolve("run"))).isEqualTo("rwxr-x---");
        }
    }

    @Test
    void aStopLeavesNeitherSocketNorPidfile() throws IOException {
        TestDaemon daemon = new TestDaemon(directory);
        Path pidFile = directory.resolve("varve.pid");
        assertThat(pidFile).hasContent(ProcessHandle.current().pid() + "\n");
        daemon.close();
        assertThat(pidFile).doesNotExist();
        assertThat(daemon.config.socket()).doesNotExist();
        assertThat(daemon.store.closed).isTrue();
    }

    @Test
    void aStaleSocketIsReplaced() throws IOException {
        Path socket = directory.resolve("run/varve.sock");
        Files.createDirectory(socket.getParent());
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (TestDaemon daemon = new TestDaemon(directory)) {
            assertThat(daemon.client().get("/_ping").status()).isEqualTo(200);
        }
    }

    @Test
    void aSocketInUseIsLeftAlone() throws IOException {
        try (TestDaemon daemon = new TestDaemon(directory)) {
            assertThatThrownBy(() -> new TestDaemon(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process listens there");
            assertThat(daemon.client().get("/_ping").status()).isEqualTo(200);
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path socket = directory.resolve("run/varve.sock");
        Files.createDirectory(socket.getParent());
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> new TestDaemon(directory))
                .hasMessageContaining("something that is no socket lies there");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void thePidfileOfALivingProcessIsRespected() throws IOException {
        Path pidFile = directory.resolve("varve.pid");
        Files.writeString(pidFile, "1\n");
        assertThatThrownBy(() -> new TestDaemon(directory))
                .hasMessageContaining("is still running");
        assertThat(pidFile).hasContent("1\n");
    }

    @Test
    void aPidfileThatNamesNobodyIsReplaced() throws IOException {
        Path pidFile = directory.resolve("varve.pid");
        Files.writeString(pidFile, "not a number");
        try (TestDaemon daemon = new TestDaemon(directory)) {
            assertThat(pidFile).hasContent(ProcessHandle.current().pid() + "\n");
            assertThat(daemon.client().get("/_ping").status()).isEqualTo(200);
        }
    }

    @Test
    void aStoreThatDoesNotOpenLeavesNothingBehind() {
        DaemonConfig config = TestDaemon.config(directory);
        assertThatThrownBy(() ->
                        Daemon.start(
                                config,
                                ignored -> {
                                    throw new IOException("the root is locked");
                                }))
                .hasMessage("the root is locked");
        assertThat(config.socket()).doesNotExist();
        assertThat(directory.resolve("varve.pid")).doesNotExist();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
