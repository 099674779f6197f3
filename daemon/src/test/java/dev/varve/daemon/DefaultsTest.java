package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

final class DefaultsTest {
    @Test
    void anOrdinaryUsersPlacesAreTheXdgOnes() {
        Defaults named =
                Defaults.ofUser(
                        1000,
                        Map.of(
                                "XDG_CONFIG_HOME", "/c",
                                "XDG_DATA_HOME", "/d",
                                "XDG_RUNTIME_DIR", "/r",
                                "HOME", "/h"));
        assertThat(named)
                .isEqualTo(
                        new Defaults(
                                Path.of("/c/varve/daemon.json"),
                                Path.of("/d/varve"),
                                Path.of("/r/varve/varve.sock"),
                                ""));
        Defaults home = Defaults.ofUser(1000, Map.of("XDG_RUNTIME_DIR", "/r", "HOME", "/h"));
        assertThat(home.configFile()).isEqualTo(Path.of("/h/.config/varve/daemon.json"));
        assertThat(home.dataRoot()).isEqualTo(Path.of("/h/.local/share/varve"));
    }

    @Test
    void aProcessThatNoLauncherHasPutIntoANamespaceHasTheSystemsPlaces() {
        assertThat(Defaults.here()).isEqualTo(Defaults.SYSTEM);
    }
}
