package dev.varve.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

final class DefaultSocketTest {
    /// So high that nobody has a directory below /run/user.
    private static final long UID = 4_000_000_000L;

    @Test
    void theRuntimeDirectoryComesFirstThenTheStateDirectoryThenTheHome() {
        Map<String, String> all =
                Map.of("XDG_RUNTIME_DIR", "/r", "XDG_STATE_HOME", "/s", "HOME", "/h");
        assertThat(DefaultSocket.ofUser(UID, all)).isEqualTo(Path.of("/r/varve/varve.sock"));
        assertThat(DefaultSocket.ofUser(UID, Map.of("XDG_STATE_HOME", "/s", "HOME", "/h")))
                .isEqualTo(Path.of("/s/varve/varve.sock"));
        assertThat(DefaultSocket.ofUser(UID, Map.of("HOME", "/h")))
                .isEqualTo(Path.of("/h/.local/state/varve/varve.sock"));
    }

    @Test
    void aVariableThatIsNoAbsolutePathIsNotSet() {
        Map<String, String> wrong =
                Map.of("XDG_RUNTIME_DIR", "r", "XDG_STATE_HOME", "", "HOME", "/h");
        assertThat(DefaultSocket.ofUser(UID, wrong))
                .isEqualTo(Path.of("/h/.local/state/varve/varve.sock"));
    }

    @Test
    void rootAsksTheDaemonOfTheSystem() {
        assertThat(DefaultSocket.ofClient(Map.of("XDG_RUNTIME_DIR", "/r")))
                .isEqualTo(DefaultSocket.SYSTEM);
    }
}
