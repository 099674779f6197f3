package dev.varve;

import static dev.varve.fixtures.rules.PackageArrows.directlyIn;
import static dev.varve.fixtures.rules.PackageArrows.in;
import static dev.varve.fixtures.rules.PackageArrows.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.rules.DiskCalls;
import dev.varve.fixtures.rules.PackageArrows;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.function.Predicate;

/// Who may use whom in the store, and what the store may use of the drivers.
class PackageRulesTest {
    private static final Predicate<String> OURS = in("dev.varve");
    private static final Predicate<String> OCI = in("dev.varve.oci");
    private static final Predicate<String> ERROR = in("dev.varve.error");
    private static final Predicate<String> API = in("dev.varve.api");
    private static final Predicate<String> REFERENCE = in("dev.varve.reference");

    private final PackageArrows arrows = PackageArrows.of(Path.of("target/classes"));

    @Test
    void theStoreKnowsTheSpiAndTheRoomsForFilesButNoDriver() {
        Predicate<String> spi =
                directlyIn("dev.varve.storage")
                        .or(directlyIn("dev.varve.storage.tar"))
                        .or(directlyIn("dev.varve.storage.rootfs"))
                        .or(directlyIn("dev.varve.storage.disk"))
                        .or(directlyIn("dev.varve.storage.verify"))
                        .or(directlyIn("dev.varve.storage.space"))
                        .or(directlyIn("dev.varve.storage.flush"))
                        .or(directlyIn("dev.varve.storage.inflate"));
        assertThat(arrows.between(OURS, in("dev.varve.storage").and(spi.negate()))).isEmpty();
    }

    @Test
    void wireRecordsUseNothingOfTheProject() {
        assertThat(arrows.between(API, OURS.and(API.negate()))).isEmpty();
    }

    @Test
    void referencesUseDigestsAndErrorsOnly() {
        Predicate<String> allowed = REFERENCE.or(ERROR).or(type("dev.varve.oci.Digest"));
        assertThat(arrows.between(REFERENCE, OURS.and(allowed.negate()))).isEmpty();
    }

    @Test
    void imageValuesKnowNoDiskAndErrorsKnowNothing() {
        assertThat(arrows.between(OCI, in("java.nio.file"))).isEmpty();
        Predicate<String> allowed = OCI.or(ERROR).or(in("dev.varve.text"));
        assertThat(arrows.between(OCI, OURS.and(allowed.negate()))).isEmpty();
        assertThat(arrows.between(ERROR, OURS.and(ERROR.negate()))).isEmpty();
    }

    @Test
    void foreignCodeIsTheBottomModulesBusiness() {
        assertThat(arrows.between(OURS, in("java.lang.foreign"))).isEmpty();
    }

    /// The index is a file of SQLite's own; its commits are announced.
    @Test
    void everyChangeOfTheDiskPassesTheSeam() {
        assertThat(DiskCalls.in(Path.of("target/classes")))
                .isSubsetOf("dev.varve.index.Index -> JDBC.createConnection");
    }

    /// A watcher decides what becomes of a change: that is for tests.
    @Test
    void nobodyWatches() {
        assertThat(arrows.between(OURS, type("dev.varve.storage.disk.Seam"))).isEmpty();
    }

    @Test
    void noPackagesFormACycle() {
        assertThat(arrows.cycles()).isEmpty();
    }
}
