package dev.varve.storage.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableDiffContract;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/// The contract on vfs.
final class VfsDriverTest extends WritableDiffContract {
    @Override
    protected StorageDriver open(Path home) throws IOException {
        return VfsDriver.open(home);
    }

    @Override
    protected int depth() {
        return 30; // no limit of its own, and each is a full copy
    }

    @Override
    protected boolean mounts() {
        return false;
    }

    @Test
    void aLayersDirectoryIsTheWholeTree() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().dir("./", 0700).file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        Path dir = home.resolve("dir").resolve(top.value());
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("f", "g");
        assertThat((int) Files.getAttribute(dir, "unix:mode") & 07777).isEqualTo(0700);
        assertThat(driver.describe(top)).isEmpty();
    }

    @Test
    void holesStayHolesInTheCopy() throws IOException {
        TestTar tar = new TestTar();
        tar.pax("GNU.sparse.size", "10000000").pax("GNU.sparse.map", "5000000,4");
        LayerKey base = committed(Optional.empty(), tar.file("f", "abcd"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        Path copy = home.resolve("dir").resolve(top.value()).resolve("f");
        byte[] expected = new byte[10000000];
        System.arraycopy(TestTar.latin1("abcd"), 0, expected, 5000000, 4);
        assertThat(Files.readAllBytes(copy)).isEqualTo(expected);
        assertThat(Stat.at(Fd.CWD, Open.bytes(copy)).blocks()).isLessThan(1000);
    }

    @Test
    void aCrashBetweenTheStepsOfACreationLosesTheLayer() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey staged = writable(Optional.of(base));
        LayerKey copied = writable(Optional.of(base));
        Path staging = home.resolve("staging");
        for (LayerKey key : List.of(staged, copied)) {
            Files.move(home.resolve("dir").resolve(key.value()), staging.resolve(key.value()));
        }
        for (String suffix : List.of(".json", ".parent")) {
            Path meta = home.resolve("meta").resolve(staged.value() + suffix);
            Files.move(meta, staging.resolve(meta.getFileName()));
        }
        driver.close();
        driver = open(home);
        assertThat(driver.listWritable()).isEmpty();
        assertThat(driver.list()).containsExactly(base);
        assertThat(driver.sweepStaging()).containsExactlyInAnyOrder(staged, copied);
        assertThat(home.resolve("staging").toFile().list()).isEmpty();
        assertThat(home.resolve("meta").toFile().list()).containsExactly(base + ".json");
    }

    @Test
    void contentThatHidesItsChangeIsInTheDiff() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "old"));
        LayerKey key = writable(Optional.of(base));
        Path file = driver.attach(key).resolve("f");
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, "new");
        Files.setLastModifiedTime(file, before);
        assertThat(driver.changes(key)).isEmpty();
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        driver.writeDiff(key, tar);
        assertThat(tar.size()).isEqualTo(4 * 512);
        driver.detach(key);
    }
}
