package dev.varve.storage.zfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.linux.NoSpaceException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How commands are run, with a shell in the place of `zfs`.
final class ZfsCommandTest {
    private static final Path SHELL = Path.of("/bin/sh");

    private static ZfsCommand shell(Duration limit) {
        return new ZfsCommand(SHELL, SHELL, limit);
    }

    @Test
    void aCommandThatDoesNotEndIsStoppedAndNamed() {
        assertThatThrownBy(() -> shell(Duration.ofMillis(200)).zfs("-c", "sleep 1000 & wait"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sh -c sleep 1000 & wait did not end within");
        ProcessHandle.current()
                .descendants()
                .forEach(left -> left.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void aFailureCarriesWhatWasRunAndWhatItSaid() {
        assertThatThrownBy(() -> shell(Duration.ofMinutes(1)).zfs("-c", "echo no luck >&2; exit 3"))
                .hasMessage("sh -c echo no luck >&2; exit 3 ended with 3: no luck");
    }

    @Test
    void aPoolWithoutSpaceIsTheSameErrorAsAFileSystemWithout() {
        String said = "echo \"cannot create 'tank/x': out of space\" >&2; exit 1";
        assertThatThrownBy(() -> shell(Duration.ofMinutes(1)).zfs("-c", said))
                .isInstanceOf(NoSpaceException.class)
                .hasMessageContaining("cannot create 'tank/x': out of space");
    }

    @Test
    void aLongAnswerAndAComplaintAreReadTogether() throws IOException {
        String both = "seq 200000; seq 200000 >&2";
        assertThat(shell(Duration.ofMinutes(1)).zfs("-c", both).lines()).hasSize(200000);
    }
}
