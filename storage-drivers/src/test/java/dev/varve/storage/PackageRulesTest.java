package dev.varve.storage;

import static dev.varve.fixtures.rules.PackageArrows.directlyIn;
import static dev.varve.fixtures.rules.PackageArrows.in;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.rules.PackageArrows;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// Who may use whom in the bottom module.
class PackageRulesTest {
    private static final Predicate<String> OURS = in("dev.varve");
    private static final List<String> SHARED =
            List.of(
                    "dev.varve.storage",
                    "dev.varve.storage.tar",
                    "dev.varve.storage.tree",
                    "dev.varve.storage.linux",
                    "dev.varve.storage.home",
                    "dev.varve.storage.inflate",
                    "dev.varve.storage.overlay",
                    "dev.varve.storage.rootfs",
                    "dev.varve.storage.whole");

    private final PackageArrows arrows = PackageArrows.of(Path.of("target/classes"));

    @Test
    void nothingOfTheProjectIsBelowTheDrivers() {
        assertThat(arrows.between(OURS, OURS.and(in("dev.varve.storage").negate()))).isEmpty();
    }

    @Test
    void onlySystemCallsAndInflateCallForeignCode() {
        Predicate<String> elsewhere =
                in("dev.varve.storage.linux").or(in("dev.varve.storage.inflate")).negate();
        assertThat(arrows.between(elsewhere, in("java.lang.foreign"))).isEmpty();
    }

    @Test
    void driversShareCodeOnlyThroughTheCommonPackages() {
        Predicate<String> shared =
                name -> SHARED.stream().anyMatch(room -> directlyIn(room).test(name));
        assertThat(arrows.between(shared, OURS.and(shared.negate()))).isEmpty();
    }

    @Test
    void noPackagesFormACycle() {
        assertThat(arrows.cycles()).isEmpty();
    }
}
