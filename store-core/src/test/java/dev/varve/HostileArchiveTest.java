package dev.varve;

import static dev.varve.Archives.list;
import static dev.varve.Archives.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.archive.LoadEvent;
import dev.varve.error.StoreException;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TarEntry;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;

/// Archives that are wrong, end early, or mean harm: nothing of them stays.
class HostileArchiveTest {
    private static final TestLayer LAYER =
            TestLayer.plain(TarBuilder.pax().file("data", "x".repeat(100_000)).build());
    private static final TestImage IMAGE = TestImage.builder().layer(LAYER).build();
    private static final String LIST = list("c.json", List.of("l"), "app:1");

    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "overlay2");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static TarBuilder good() {
        return TarBuilder.pax()
                .file("c.json", IMAGE.config())
                .file("l", LAYER.tar())
                .file("manifest.json", LIST);
    }

    private void refused(TarBuilder archive, String reason) throws IOException {
        refused(archive.build(), reason);
    }

    private void refused(byte[] archive, String reason) throws IOException {
        assertThatThrownBy(() -> load(store, archive))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(reason);
        assertNothingStayed();
    }

    private void assertNothingStayed() throws IOException {
        store.assertSound();
        assertThat(store.names()).isEmpty();
        assertThat(Archives.blobs(store)).isEmpty();
        assertThat(store.engine.driver().list()).isEmpty();
        for (String room : List.of("tmp", "ingest", "overlay2/staging")) {
            try (var files = Files.list(store.root().resolve(room))) {
                assertThat(files).as(room).isEmpty();
            }
        }
    }

    @Test
    void namesThatLeadOutAreRefused() throws IOException {
        refused(good().file("../evil", "x"), "invalid entry name \"../evil\"");
        refused(good().file("a/../../evil", "x"), "invalid entry name");
        refused(good().file("/etc/evil", "x"), "invalid entry name \"/etc/evil\"");
        refused(good().symlink("s", "/etc/passwd"), "leads out of the archive");
        refused(good().symlink("a/s", "../../x"), "leads out of the archive");
        refused(good().hardLink("h", "../x"), "leads out of the archive");
        refused(good().file("n".repeat(2000), "x"), "longer than the limit of 1024");
        assertThat(directory.resolve("evil")).doesNotExist();
    }

    @Test
    void devicesAndOtherOddEntriesAreRefused() throws IOException {
        refused(good().add(TarEntry.characterDevice("dev", 1, 3)), "\"dev\" is neither");
        refused(good().add(TarEntry.fifo("pipe")), "\"pipe\" is neither");
    }

    @Test
    void entriesThatOccurTwiceAreRefused() throws IOException {
        refused(good().file("c.json", "{}"), "has the entry \"c.json\" twice");
        refused(good().symlink("l", "c.json"), "has the entry \"l\" twice");
    }

    @Test
    void linksThatGoInCirclesAreRefused() throws IOException {
        TarBuilder tar =
                TarBuilder.pax()
                        .file("c.json", IMAGE.config())
                        .symlink("l", "m")
                        .symlink("m", "l")
                        .file("manifest.json", LIST);
        refused(tar, "more links than the limit");
    }

    @Test
    void aListThatMakesNoSenseIsRefused() throws IOException {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        for (String list : List.of("", "{}", "[{}]", "[1]", "[{\"config\":\"x\"}]", deep, "nope")) {
            refused(TarBuilder.pax().file("manifest.json", list), "manifest");
        }
        refused(
                TarBuilder.pax().file("manifest.json", "null"),
                "invalid manifest, manifest cannot be null (but can be [])");
        refused(
                TarBuilder.pax().file("manifest.json", " ".repeat(9 << 20) + "[]"),
                "more than the limit of");
        refused(TarBuilder.pax().file("x", "y"), "does not contain a manifest.json");
        refused(
                TarBuilder.pax().file("repositories", "{}"),
                "invalid archive: does not contain a manifest.json");
    }

    @Test
    void anImageThatDoesNotFitTogetherIsRefusedInDockersWords() throws IOException {
        TarBuilder files = good();
        refused(
                TarBuilder.pax()
                        .file("c.json", IMAGE.config())
                        .file("l", LAYER.tar())
                        .file("manifest.json", list("c.json", List.of("l", "l"), "app:1")),
                "invalid manifest, layers length mismatch: expected 2, got 1");
        refused(
                TarBuilder.pax()
                        .file("c.json", IMAGE.config())
                        .file("l", TarBuilder.pax().file("other", "y").build())
                        .file("manifest.json", LIST),
                "layer verification failed");
        refused(
                TarBuilder.pax().file("c.json", IMAGE.config()).file("manifest.json", LIST),
                "the layer \"l\" is not in the archive");
        refused(TarBuilder.pax().file("manifest.json", LIST), "\"c.json\" is not in the archive");
        refused(
                TarBuilder.pax()
                        .file("c.json", IMAGE.config())
                        .file("l", LAYER.tar())
                        .file("manifest.json", list("c.json", List.of("l"), "app")),
                "invalid tag \"app\"");
        TestImage odd =
                TestImage.builder().layer(LAYER).history(Map.of("created_by", "RUN no")).build();
        refused(Archives.docker24(odd, "odd:1"), "too many non-empty layers in History section");
        TestImage windows = TestImage.builder().platform("windows", "amd64", "").build();
        refused(Archives.docker24(windows, "w:1"), "cannot load windows image on linux");
        assertThat(load(store, files.build())).isNotEmpty();
        store.engine.remover().remove("app:1", false, false);
    }

    @Test
    void aLayerThatIsNotTheOneTheStoreHasUnderItsDiffIdIsRefused() throws IOException {
        load(store, good().build());
        TestImage liar = TestImage.builder().layer(LAYER).label("a", "liar").build();
        TarBuilder tar =
                TarBuilder.pax()
                        .file("c.json", liar.config())
                        .file("l", TarBuilder.pax().file("other", "y").build())
                        .file("manifest.json", list("c.json", List.of("l"), "liar:1"));
        assertThatThrownBy(() -> load(store, tar.build()))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("layer verification failed");
        assertThat(store.names()).containsExactly("app:1");
    }

    @Test
    void aBlobThatIsNotWhatItsNameSaysIsRefused() throws IOException {
        refused(
                good().file("blobs/sha256/" + "0".repeat(64), "x"),
                "is damaged: its bytes have the digest");
    }

    @Test
    void whatIsNoTarOrNotWholeIsRefused() throws IOException {
        refused(
                "no archive at all\n".repeat(100).getBytes(UTF_8),
                "archive/tar: invalid tar header");
        refused(new byte[0], "does not contain a manifest.json");
        byte[] tar = good().build();
        refused(Arrays.copyOf(tar, tar.length / 2), "unexpected EOF");
        byte[] packed = gzip(tar);
        refused(Arrays.copyOf(packed, packed.length - 4), "unexpected EOF");
        packed[packed.length - 6] ^= 1;
        refused(packed, "checksum does not fit");
    }

    @Test
    void headersThatWouldFillTheMemoryAreRefused() throws IOException {
        byte[] name = new byte[6 << 20];
        Arrays.fill(name, (byte) 'n');
        TarEntry bomb = TarEntry.file("x", "y").pax("path", name);
        refused(good().add(bomb), "more headers than the limit");
    }

    @Test
    void zerosWithoutEndBehindTheArchiveAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(good().build());
            for (int i = 0; i < 40; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        refused(out.toByteArray(), "bytes follow its end");
    }

    @Test
    void aClientThatGoesAwayLeavesNothing() throws IOException {
        byte[] archive = good().build();
        for (int end = 0; end < archive.length; end += 17_000) {
            InputStream broken = new ThenFails(Arrays.copyOf(archive, end));
            assertThatThrownBy(
                            () -> store.engine.loader().load(broken, Optional.empty(), event -> {}))
                    .isInstanceOf(StoreException.Cancelled.class);
            assertNothingStayed();
        }
    }

    @Test
    void aClientThatStopsListeningLeavesNothing() throws IOException {
        ByteArrayInputStream archive = new ByteArrayInputStream(good().build());
        assertThatThrownBy(() ->
                        store.engine
                                .loader()
                                .load(
                                        archive,
                                        Optional.empty(),
                                        event -> {
                                            throw new StoreException.Cancelled("gone");
                                        }))
                .hasMessage("gone");
        assertNothingStayed();
    }

    @Test
    void aStopOfTheDaemonEndsALoad() throws IOException {
        InputStream archive =
                new ByteArrayInputStream(good().build()) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        store.engine.cancelAll();
                        return super.read(target, offset, length);
                    }
                };
        assertThatThrownBy(() -> store.engine.loader().load(archive, Optional.empty(), event -> {}))
                .hasMessage("the daemon is stopping");
        assertNothingStayed();
    }

    @Test
    void aCrashInTheMiddleLeavesNothingThatRecoveryDoesNotSweep() throws Exception {
        byte[] before = Archives.docker24(TestImage.builder().build(), "there:1").build();
        load(store, before);
        byte[] archive = good().build();
        AtomicBoolean copied = new AtomicBoolean();
        InputStream crashing =
                new ByteArrayInputStream(archive) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        if (pos > archive.length / 2 && copied.compareAndSet(false, true)) {
                            copyRoot("spooling");
                        }
                        return super.read(target, offset, Math.min(length, 4096));
                    }
                };
        store.engine
                .loader()
                .load(
                        crashing,
                        Optional.empty(),
                        event -> {
                            if (event instanceof LoadEvent.Layer) {
                                copyRoot("unpacking");
                            }
                        });
        for (String moment : List.of("spooling", "unpacking")) {
            try (EngineFixture crashed = new EngineFixture(directory.resolve(moment), "overlay2")) {
                assertThat(crashed.names()).containsExactly("there:1");
                crashed.assertSound();
                assertThat(load(crashed, archive)).isNotEmpty();
            }
        }
    }

    /// The root as a crash at this moment leaves it.
    private void copyRoot(String name) {
        try {
            Path target = directory.resolve(name);
            Process copy =
                    new ProcessBuilder("cp", "-aT", store.root().toString(), target.toString())
                            .inheritIO()
                            .start();
            assertThat(copy.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /// A body that breaks off.
    private static final class ThenFails extends InputStream {
        private final InputStream start;

        ThenFails(byte[] bytes) {
            start = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = start.read(target, offset, length);
            return count < 0 ? read() : count;
        }
    }
}
