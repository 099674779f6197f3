package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@Timeout(20)
final class SystemdNotifyTest {
    @TempDir Path directory;

    @Test
    void systemdHearsOfStartAndStop() throws Throwable {
        String address = directory.resolve("notify").toString();
        try (DatagramSocket systemd = new DatagramSocket(address)) {
            SystemdNotify notify = new SystemdNotify(address);
            notify.ready();
            assertThat(systemd.receive()).isEqualTo("READY=1");
            notify.stopping();
            assertThat(systemd.receive()).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void abstractNamesWork() throws Throwable {
        String address = "@varve-test-" + ProcessHandle.current().pid();
        try (DatagramSocket systemd = new DatagramSocket(address)) {
            new SystemdNotify(address).ready();
            assertThat(systemd.receive()).isEqualTo("READY=1");
        }
    }

    @Test
    void nobodyToTellIsNoFailure() {
        new SystemdNotify("").ready();
        new SystemdNotify("relative").ready();
        new SystemdNotify(directory.resolve("nobody").toString()).ready();
    }
}
