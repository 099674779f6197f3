package dev.varve.daemon;

import static dev.varve.fixtures.rules.PackageArrows.in;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.rules.PackageArrows;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.function.Predicate;

/// Who may use whom in the daemon.
class PackageRulesTest {
    private static final Predicate<String> OURS = in("dev.varve");

    private final PackageArrows arrows = PackageArrows.of(Path.of("target/classes"));

    @Test
    void onlyTheHttpRoomKnowsTheServerLibrary() {
        Predicate<String> elsewhere = in("dev.varve.daemon.http").negate();
        assertThat(arrows.between(elsewhere, in("org.eclipse.jetty"))).isEmpty();
    }

    @Test
    void theHttpRoomKnowsNoRoute() {
        assertThat(arrows.between(in("dev.varve.daemon.http"), in("dev.varve.daemon.routes")))
                .isEmpty();
    }

    @Test
    void foreignCodeIsTheBottomModulesBusiness() {
        assertThat(arrows.between(OURS, in("java.lang.foreign"))).isEmpty();
    }

    @Test
    void noPackagesFormACycle() {
        assertThat(arrows.cycles()).isEmpty();
    }
}
