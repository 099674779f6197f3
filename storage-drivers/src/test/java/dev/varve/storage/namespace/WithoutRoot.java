package dev.varve.storage.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.CommittedLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.TreeText;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;
import dev.varve.storage.tar.UnmappedOwnerException;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What becomes of devices, unknown owners and directories of others in a user namespace. A program
/// of its own, which [NamespaceIT] runs in one.
final class WithoutRoot {
    private final StorageDriver driver;

    private WithoutRoot(StorageDriver driver) {
        this.driver = driver;
    }

    public static void main(String[] none) throws IOException {
        Path temp = Files.createTempDirectory("without-root");
        try (StorageDriver driver = Overlay2Driver.open(temp.resolve("overlay2"))) {
            WithoutRoot here = new WithoutRoot(driver);
            here.deviceIsAnEmptyFileThatIsADeviceInATar();
            here.ownerOutsideTheMapIsRefusedByName();
            assertThat(driver.status()).containsEntry("userxattr", "true");
        }
        directoryOfRootIsRefused(temp.resolve("root"));
        directoryOfAnotherMapIsRefused(temp.resolve("other"));
    }

    private void deviceIsAnEmptyFileThatIsADeviceInATar() throws IOException {
        LayerKey base = LayerKey.random();
        TestTar tar = new TestTar().device("null", '3', 1, 3).device("disk", '4', 259, 70000);
        LayerApplier.apply(tar.stream(), driver.prepare(base, Optional.empty()), TarLimits.DEFAULT);
        driver.commit(List.of(new CommittedLayer(base, "{}")));
        LayerKey key = LayerKey.random();
        driver.createWritable(key, Optional.of(base), WritableSpec.unlimited("{}"));
        Path root = driver.attach(key);
        assertThat(TreeText.of(root).get("null")).startsWith("100").contains("size=0");
        assertThat(driver.changes(key)).isEmpty();
        Files.setLastModifiedTime(
                root.resolve("disk"), java.nio.file.attribute.FileTime.fromMillis(0));
        ByteArrayOutputStream diff = new ByteArrayOutputStream();
        driver.writeDiff(key, diff);
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(diff.toByteArray()))) {
            TarArchiveEntry entry = in.getNextEntry();
            assertThat(entry.getName()).isEqualTo("disk");
            assertThat(entry.isBlockDevice()).isTrue();
            assertThat(entry.getDevMajor()).isEqualTo(259);
            assertThat(entry.getDevMinor()).isEqualTo(70000);
        }
        driver.detach(key);
    }

    private void ownerOutsideTheMapIsRefusedByName() throws IOException {
        LayerKey key = LayerKey.random();
        TestTar tar = new TestTar().owner(70_000, 5).file("etc/secret", "x");
        assertThatThrownBy(() ->
                        LayerApplier.apply(
                                tar.stream(),
                                driver.prepare(key, Optional.empty()),
                                TarLimits.DEFAULT))
                .isInstanceOf(UnmappedOwnerException.class)
                .hasMessageContaining("etc/secret belongs to the user 70000")
                .hasMessageContaining("uids 0, 1-65536")
                .hasMessageContaining("/etc/subuid");
        driver.remove(List.of(key));
    }

    private static void directoryOfRootIsRefused(Path home) throws IOException {
        Files.createDirectories(home.resolve("l"));
        assertThatThrownBy(() -> Overlay2Driver.open(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("made without a user namespace")
                .hasMessageContaining("--data-root");
        assertThat(home.toFile().list()).containsExactly("l");
    }

    private static void directoryOfAnotherMapIsRefused(Path home) throws IOException {
        Files.createDirectory(home);
        Files.writeString(home.resolve("idmap"), "uid 0 77 1\ngid 0 77 1\n");
        assertThatThrownBy(() -> Overlay2Driver.open(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("made in a user namespace that has uids 0 and gids 0");
        assertThat(home.toFile().list()).containsExactly("idmap");
    }
}
