package dev.varve.storage.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.LayerKey;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.linux.BtrfsQuotas;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Size limits of writable layers, on a btrfs whose quotas nobody has switched on.
final class SizeLimitTest {
    private static final int MEGABYTE = 1_000_000;
    private static final long LIMIT = 20 * MEGABYTE;

    @TempDir Path temp;
    private LoopDisk disk;
    private Path home;
    private BtrfsDriver driver;

    @BeforeEach
    void openDriver() throws IOException {
        disk = LoopDisk.btrfs(temp, 1L << 30);
        home = disk.path().resolve("btrfs");
        driver = BtrfsDriver.open(home, DriverOptions.NONE);
    }

    @AfterEach
    void closeDriver() throws IOException {
        driver.close();
        disk.close();
    }

    private void reopen(String... options) throws IOException {
        driver.close();
        driver = BtrfsDriver.open(home, DriverOptions.parse(List.of(options)));
    }

    private boolean quotasAreOn() throws IOException {
        try (Fd any = Open.directory(disk.path())) {
            return BtrfsQuotas.areOn(any);
        }
    }

    /// A layer with a file `big` of twice the limit.
    private LayerKey image() throws IOException {
        LayerKey key = LayerKey.random();
        ActiveLayer layer = driver.prepare(key, Optional.empty());
        fill(layer.root().resolve("big"), 40);
        driver.commit(List.of(new CommittedLayer(key, "{}")));
        return key;
    }

    private LayerKey writable(LayerKey image, OptionalLong limit) throws IOException {
        LayerKey key = LayerKey.random();
        driver.createWritable(key, Optional.of(image), new WritableSpec("{}", limit));
        return key;
    }

    private static void fill(Path file, int megabytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < megabytes; i++) {
                out.write(new byte[MEGABYTE]);
            }
        }
    }

    private void assertIsLimited(LayerKey key) throws IOException {
        Path root = driver.attach(key);
        fill(root.resolve("fits"), 10);
        assertThatThrownBy(() -> fill(root.resolve("more"), 30))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("quota exceeded");
        driver.detach(key);
    }

    @Test
    void aLimitIsOfWhatTheLayerChangesAndOfNoOtherLayer() throws Exception {
        LayerKey image = image();
        LayerKey other = writable(image, OptionalLong.empty());
        assertThat(driver.limitsSize()).isTrue();
        assertThat(quotasAreOn()).isFalse();
        LayerKey limited = writable(image, OptionalLong.of(LIMIT));
        assertThat(quotasAreOn()).isTrue();
        assertIsLimited(limited);
        fill(driver.attach(other).resolve("more"), 60);
        LayerKey second = LayerKey.random();
        fill(driver.prepare(second, Optional.of(image)).root().resolve("more"), 60);
        assertThat(Files.readString(home.resolve("quotas").resolve(limited.value())))
                .isEqualTo("" + LIMIT);
    }

    @Test
    void aFileOfTheImageThatIsWrittenAgainCounts() throws Exception {
        LayerKey key = writable(image(), OptionalLong.of(LIMIT));
        Path big = driver.attach(key).resolve("big");
        assertThatThrownBy(() -> fill(big, 40)).hasMessageContaining("quota exceeded");
    }

    @Test
    void aLimitIsKeptWhenTheDriverIsOpenedAgainAndSetAgainWhenItWasForgotten() throws Exception {
        LayerKey kept = writable(image(), OptionalLong.of(LIMIT));
        reopen();
        assertIsLimited(kept);
        LayerKey forgotten = writable(image(), OptionalLong.of(LIMIT));
        command("btrfs", "quota", "disable", disk.path().toString());
        assertIsLimited(forgotten);
    }

    @Test
    void removalForgetsTheLimitAndTheQuotaGroup() throws Exception {
        LayerKey image = image();
        writable(image, OptionalLong.of(LIMIT));
        String groups = groups();
        LayerKey key = writable(image, OptionalLong.of(LIMIT));
        assertThat(groups()).isNotEqualTo(groups);
        driver.remove(List.of(key));
        assertThat(home.resolve("quotas").resolve(key.value())).doesNotExist();
        Instant patience = Instant.now().plusSeconds(60);
        while (!groups().equals(groups)) { // the kernel drops it after the subvolume
            assertThat(Instant.now()).isBefore(patience);
            command("btrfs", "filesystem", "sync", disk.path().toString());
        }
    }

    @Test
    void aLimitBelowTheLeastIsRefusedInDockersWordsAndLeavesNothing() throws Exception {
        reopen("btrfs.min_space=10G");
        LayerKey image = image();
        assertThat(quotasAreOn()).isTrue();
        assertThatThrownBy(() -> writable(image, OptionalLong.of(LIMIT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("btrfs: storage size cannot be less than 10.74GB");
        assertThat(driver.listWritable()).isEmpty();
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(driver.listWritable()).isEmpty();
        writable(image, OptionalLong.of(10L << 30));
        writable(image, OptionalLong.empty());
    }

    @Test
    void optionsAreCheckedBeforeAnythingIsMade() {
        Path fresh = disk.path().resolve("fresh");
        for (String option : List.of("btrfs.min_space=much", "btrfs.min_space=-1", "btrfs.x=1")) {
            assertThatThrownBy(() -> BtrfsDriver.open(fresh, DriverOptions.parse(List.of(option))))
                    .isInstanceOf(DriverOptionException.class)
                    .hasMessageContaining("btrfs.");
        }
        assertThat(fresh).doesNotExist();
    }

    private String groups() throws Exception {
        return command("btrfs", "qgroup", "show", "--raw", disk.path().toString())
                .lines()
                .filter(line -> line.startsWith("0/"))
                .map(line -> line.split(" ", 2)[0])
                .toList()
                .toString();
    }

    private static String command(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
