package dev.varve.cli;

import static dev.varve.fixtures.rules.PackageArrows.in;
import static dev.varve.fixtures.rules.PackageArrows.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.rules.PackageArrows;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.function.Predicate;

/// Who may use whom in the command line. Its class path at run time is no more than this.
class PackageRulesTest {
    private static final Predicate<String> OURS = in("dev.varve");

    private final PackageArrows arrows = PackageArrows.of(Path.of("target/classes"));

    @Test
    void theCommandLineSharesWireRecordsAndReferencesWithTheDaemonAndNoMore() {
        Predicate<String> allowed =
                in("dev.varve.cli")
                        .or(in("dev.varve.api"))
                        .or(in("dev.varve.reference"))
                        .or(in("dev.varve.error"))
                        .or(type("dev.varve.oci.Digest"));
        assertThat(arrows.between(OURS, OURS.and(allowed.negate()))).isEmpty();
    }

    @Test
    void theLibrariesAreThoseOnItsRunTimeClassPath() {
        Predicate<String> allowed =
                in("java")
                        .or(in("jdk"))
                        .or(in("picocli"))
                        .or(in("com.fasterxml.jackson.core"))
                        .or(in("org.jspecify.annotations"));
        assertThat(arrows.between(OURS, OURS.or(allowed).negate())).isEmpty();
    }

    @Test
    void noPackagesFormACycle() {
        assertThat(arrows.cycles()).isEmpty();
    }
}
