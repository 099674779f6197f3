package dev.varve.storage;

import static dev.varve.fixtures.rules.PackageArrows.directlyIn;
import static dev.varve.fixtures.rules.PackageArrows.in;
import static dev.varve.fixtures.rules.PackageArrows.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.rules.DiskCalls;
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
                    "dev.varve.storage.disk",
                    "dev.varve.storage.flush",
                    "dev.varve.storage.home",
                    "dev.varve.storage.inflate",
                    "dev.varve.storage.overlay",
                    "dev.varve.storage.rootfs",
                    "dev.varve.storage.space",
                    "dev.varve.storage.verify",
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

    /// The programs are announced with `Disk.step` by those who know what they change.
    @Test
    void everyChangeOfTheDiskPassesTheSeam() {
        List<String> programs =
                List.of(
                        "dev.varve.storage.fuseoverlayfs.FuseProgram -> ProcessBuilder.",
                        "dev.varve.storage.zfs.ZfsCommand -> ProcessBuilder.");
        assertThat(DiskCalls.in(Path.of("target/classes")))
                .filteredOn(call -> !call.startsWith("dev.varve.storage.disk."))
                .allMatch(call -> programs.stream().anyMatch(call::startsWith));
    }

    /// A watcher decides what becomes of a change: that is for tests.
    @Test
    void nobodyWatches() {
        Predicate<String> seam = type("dev.varve.storage.disk.Seam");
        Predicate<String> announcing =
                directlyIn("dev.varve.storage.disk").or(type("dev.varve.storage.linux.Steps"));
        assertThat(arrows.between(announcing.negate(), seam)).isEmpty();
    }

    @Test
    void noPackagesFormACycle() {
        assertThat(arrows.cycles()).isEmpty();
    }
}
