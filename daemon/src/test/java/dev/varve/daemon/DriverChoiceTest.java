package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.layer.Drivers;
import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.DriverType;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class DriverChoiceTest {
    private static final DriverType BROKEN =
            new DriverType(
                    "overlay2",
                    (_, _) -> new DriverProbe.Unusable("the kernel has no overlay"),
                    Overlay2Driver.TYPE.opener());
    private static final List<DriverType> BOTH = List.of(Overlay2Driver.TYPE, VfsDriver.TYPE);
    private static final List<DriverType> VFS_ONLY = List.of(BROKEN, VfsDriver.TYPE);

    @TempDir Path root;

    @Test
    void theBestThatWorksIsChosenForAnEmptyRoot() throws IOException {
        DriverChoice choice = choice(BOTH, "");
        assertThat(opened(choice)).isEqualTo("overlay2");
        assertThat(choice.warnings()).isEmpty();
        assertThat(choice.status()).isEmpty();
    }

    @Test
    void whyABetterOneWasNotChosenIsKept() throws IOException {
        DriverChoice choice = choice(VFS_ONLY, "");
        assertThat(opened(choice)).isEqualTo("vfs");
        assertThat(choice.warnings())
                .containsExactly(
                        "WARNING: using the slow storage driver vfs: overlay2: the kernel has no"
                                + " overlay");
        assertThat(choice.status())
                .containsExactly(Map.entry("Not Used overlay2", "the kernel has no overlay"));
    }

    @Test
    void theDriverThatHasLayersHereIsPreferredWithAWarning() throws IOException {
        DriverChoice choice = choice(BOTH, "");
        assertThat(opened(choice, "vfs")).isEqualTo("vfs");
        assertThat(choice.warnings())
                .singleElement()
                .asString()
                .startsWith("WARNING: using the storage driver vfs, of which this root has layers")
                .contains("--storage-driver=overlay2");
        assertThat(choice.status())
                .containsEntry("Not Used overlay2", "this root has layers of vfs");
    }

    @Test
    void whatAnInterruptedTryOfAnotherDriverLeftIsRemoved() throws IOException {
        Path left = Files.createDirectories(root.resolve("overlay-probe-1234567/merged"));
        Path own = Files.createDirectories(root.resolve("overlay-probe"));
        DriverChoice choice = choice(BOTH, "vfs");
        assertThat(opened(choice)).isEqualTo("vfs");
        assertThat(left.getParent()).doesNotExist();
        assertThat(own).isDirectory();
    }

    @Test
    void ofSeveralThatHaveLayersHereTheBestIsChosen() throws IOException {
        Files.createDirectories(root.resolve("vfs"));
        DriverChoice choice = choice(BOTH, "");
        assertThat(opened(choice, "vfs", "overlay2")).isEqualTo("overlay2");
        assertThat(choice.warnings()).isEmpty();
        assertThat(choice.status()).containsEntry("Also in Root", "vfs");
    }

    @Test
    void aDriverThatHasLayersHereAndWorksNoMoreIsTold() throws IOException {
        DriverChoice choice = choice(VFS_ONLY, "");
        try (Drivers drivers = choice.openAll(root, Set.of("overlay2"))) {
            assertThat(drivers.current().name()).isEqualTo("vfs");
            assertThat(drivers.unopened()).containsEntry("overlay2", "the kernel has no overlay");
        }
        assertThat(choice.warnings())
                .contains(
                        "WARNING: what the storage driver overlay2 keeps in "
                                + root
                                + " can neither be used nor deleted: the kernel has no overlay");
        assertThat(choice.status()).containsEntry("Also in Root", "overlay2 (cannot be opened)");
    }

    @Test
    void theOneThatWasAskedForIsUsedOrNone() throws IOException {
        assertThat(opened(choice(BOTH, "vfs"), "overlay2")).isEqualTo("vfs");
        assertThatThrownBy(() -> opened(choice(VFS_ONLY, "overlay2")))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the storage driver overlay2 cannot be used: the kernel has no overlay;"
                                + " choose another --storage-driver, or none to have one chosen");
        assertThatThrownBy(() -> opened(choice(BOTH, "aufs")))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no storage driver aufs; there are overlay2, vfs");
    }

    @Test
    void driversWhoseDirectoriesLieInTheRootAreOpenBesideTheChosenOne() throws IOException {
        Files.createDirectories(root.resolve("vfs"));
        DriverChoice choice = choice(BOTH, "");
        try (Drivers drivers = choice.openAll(root, Set.of())) {
            assertThat(drivers.all())
                    .extracting(StorageDriver::name)
                    .containsExactly("overlay2", "vfs");
        }
    }

    @Test
    void anOptionGoesToTheDriverThatItsNameStartsWith() throws IOException {
        DriverType picky =
                new DriverType(
                        "btrfs",
                        Set.of("btrfs.min_space"),
                        (_, options) ->
                                new DriverProbe.Unusable(
                                        "asked for "
                                                + options.text("btrfs.min_space").orElse("none")),
                        (_, _) -> {
                            throw new IOException("not reached");
                        });
        DriverOptions options = DriverOptions.parse(List.of("btrfs.min_space=1G"));
        DriverChoice choice =
                new DriverChoice(List.of(picky, VfsDriver.TYPE), Optional.empty(), options);
        assertThat(opened(choice)).isEqualTo("vfs");
        assertThat(choice.status()).containsEntry("Not Used btrfs", "asked for 1G");
    }

    @Test
    void unknownOptionsAreRefusedByName() throws IOException {
        DriverTypes.requireKnown(DriverOptions.NONE);
        assertThatThrownBy(() ->
                        DriverTypes.requireKnown(
                                DriverOptions.parse(List.of("dm.basesize=1G", "aufs.x=1"))))
                .isInstanceOf(DriverOptionException.class)
                .hasMessageStartingWith("unknown storage option aufs.x, dm.basesize: ");
        assertThatThrownBy(
                        () -> DriverTypes.requireKnown(DriverOptions.parse(List.of("vfs.size=1"))))
                .isInstanceOf(DriverOptionException.class)
                .hasMessageContaining("the storage driver vfs has no option vfs.size");
    }

    private static DriverChoice choice(List<DriverType> types, String asked) {
        return new DriverChoice(
                types, Optional.of(asked).filter(name -> !name.isEmpty()), DriverOptions.NONE);
    }

    private String opened(DriverChoice choice, String... holding) throws IOException {
        try (Drivers drivers = choice.openAll(root, Set.of(holding))) {
            return drivers.current().name();
        }
    }
}
