package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.check.CheckLevel;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.image.ImageFilters;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.registry.Logins;
import dev.varve.repair.RepairReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a check finds is mended, from the store itself where that has it, and with no more bytes
/// from a registry than the damaged blobs have.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class StoreRepairIT {
    private static final TestLayer BASE =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .directory("etc")
                            .file("etc/os-release", "ID=demo\n")
                            .file("bin/tool", "x".repeat(200_000))
                            .hardLink("bin/same", "bin/tool")
                            .symlink("bin/sh", "tool")
                            .file("gone", "soon"));
    private static final TestLayer TOP =
            TestLayer.gzip(TarBuilder.pax().file(".wh.gone", "").file("etc/added", "new"));
    private static final TestImage IMAGE =
            TestImage.builder().cmd("/bin/sh").layer(BASE).layer(TOP).build();

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture store;
    private String app;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), driver);
        store.registry.publish("library/app", "v1", IMAGE);
        app = store.registry.host() + "/library/app:v1";
        store.pull(app);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    /// Ways in which an unpacked layer is damaged.
    enum Damage {
        FLIPPED_BIT,
        CUT,
        GONE,
        PLANTED,
        MODE,
        OWNER,
        HARD_LINK_COPIED,
        SYMBOLIC_LINK_CHANGED,
        SIDECAR_CHANGED,
        PARENT_CHANGED,
        LAYER_GONE
    }

    private void inflict(Damage damage) throws IOException {
        Path release = kept("etc/os-release");
        switch (damage) {
            case FLIPPED_BIT -> flipBit(kept("bin/tool"), 150_000);
            case CUT -> Files.writeString(kept("bin/tool"), "short");
            case GONE -> Files.delete(release);
            case PLANTED -> Files.writeString(release.resolveSibling("planted"), "");
            case MODE ->
                    Files.setPosixFilePermissions(
                            release, PosixFilePermissions.fromString("rwxrwxrwx"));
            case OWNER -> Files.setAttribute(release, "unix:uid", 1000);
            case HARD_LINK_COPIED -> {
                Path copy = kept("bin/same").resolveSibling("copy");
                Files.copy(kept("bin/same"), copy, StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(copy, kept("bin/same"), StandardCopyOption.REPLACE_EXISTING);
            }
            case SYMBOLIC_LINK_CHANGED -> {
                Path link = kept("bin/sh");
                Files.delete(link);
                Files.createSymbolicLink(link, Path.of("evil"));
            }
            case SIDECAR_CHANGED -> Files.writeString(sidecar(), "{}");
            case PARENT_CHANGED -> flipBit(parentFile(), 3);
            case LAYER_GONE -> remove(kept("etc/added").getParent().getParent());
        }
    }

    /// A file in the lowest layer of the image that has it.
    private Path kept(String file) throws IOException {
        try (Stream<Path> all = Files.list(layers())) {
            return all.filter(layer -> layer.getFileName().toString().length() == 64)
                    .filter(layer -> !isOfAContainer(layer))
                    .map(layer -> driver.equals("vfs") ? layer : layer.resolve("diff"))
                    .sorted(Comparator.comparing(layer -> Files.exists(layer.resolve("etc/added"))))
                    .map(layer -> layer.resolve(file))
                    .filter(found -> Files.exists(found, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path layers() {
        return store.root().resolve(driver.equals("vfs") ? "vfs/dir" : "overlay2");
    }

    private boolean isOfAContainer(Path layer) {
        return driver.equals("vfs")
                ? Files.exists(store.root().resolve("vfs/meta", layer.getFileName() + ".writable"))
                : !Files.exists(layer.resolve("committed"));
    }

    private Path sidecar() throws IOException {
        try (Stream<Path> all = Files.walk(store.root().resolve(driver))) {
            return all.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path parentFile() throws IOException {
        Path top = kept("etc/added").getParent().getParent();
        return driver.equals("vfs")
                ? store.root().resolve("vfs/meta").resolve(top.getFileName() + ".parent")
                : top.resolveSibling("lower");
    }

    private static void remove(Path tree) throws IOException {
        Path whole = tree.endsWith("diff") ? tree.getParent() : tree;
        try (Stream<Path> all = Files.walk(whole)) {
            for (Path path : all.sorted().toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    private static void flipBit(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }

    private Path blob(String digest) {
        return store.root().resolve("blobs/sha256/" + digest.substring(7));
    }

    private RepairReport repair() {
        return store.engine.repair(CheckLevel.READ_DATA, Logins.NONE);
    }

    private List<String> damage() {
        return store.engine.images().list(ImageFilters.NONE, false, false).stream()
                .flatMap(image -> image.damage().stream())
                .toList();
    }

    private void assertMended(RepairReport report) throws IOException {
        assertThat(report.after().problems()).as("%s", report).isEmpty();
        assertThat(report.failed()).isEmpty();
        assertThat(report.repaired()).isNotEmpty();
        assertThat(damage()).isEmpty();
        store.reopen();
        assertThat(store.engine.check(CheckLevel.READ_DATA).problems()).isEmpty();
        assertThat(store.names()).containsExactly(app);
    }

    private String container() {
        return store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of("web"),
                                RunConfig.EMPTY.with(RunField.IMAGE, app),
                                HostConfig.EMPTY));
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedLayerIsUnpackedAgainFromWhatTheStoreHas(Damage damage) throws IOException {
        inflict(damage);
        int fetched = store.blobRequests();
        assertMended(repair());
        assertThat(store.blobRequests()).isEqualTo(fetched);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLIPPED_BIT", "PARENT_CHANGED", "LAYER_GONE"})
    void aContainerOnADamagedLayerKeepsWhatWasWrittenInIt(Damage damage) throws IOException {
        String id = container();
        Files.writeString(store.engine.containers().mount(id).resolve("etc/own"), "mine");
        store.engine.containers().unmount(id);
        inflict(damage);
        assertMended(repair());
        Path tree = store.engine.containers().mount(id);
        assertThat(tree.resolve("etc/own")).hasContent("mine");
        assertThat(tree.resolve("etc/added")).hasContent("new");
        assertThat(tree.resolve("bin/tool")).hasContent("x".repeat(200_000));
        store.engine.containers().unmount(id);
        store.engine.containers().remove(id, false);
    }

    @Test
    void aLayerThatIsMountedWaitsForItsUnmount() throws IOException {
        store.engine.containers().mount(container());
        inflict(Damage.FLIPPED_BIT);
        RepairReport report = repair();
        assertThat(report.after().problems()).isNotEmpty();
        assertThat(report.failed().toString()).contains("still damaged").contains("unmount");
        assertThat(damage()).isNotEmpty();
        store.engine.containers().unmount("web");
        assertMended(repair());
        store.engine.containers().remove("web", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "cut", "gone"})
    void aDamagedBlobAloneIsFetchedAgain(String how) throws IOException {
        Path file = blob(BASE.digest());
        switch (how) {
            case "flipped" -> flipBit(file, 50);
            case "cut" -> Files.writeString(file, "short");
            default -> Files.delete(file);
        }
        int fetched = store.blobRequests();
        assertMended(repair());
        assertThat(store.blobRequests()).isEqualTo(fetched + 1);
    }

    @Test
    void aBlobAndTheLayerOfItAreMendedTogether() throws IOException {
        flipBit(blob(BASE.digest()), 50);
        inflict(Damage.LAYER_GONE);
        assertMended(repair());
    }

    @Test
    void damagedDocumentsAreFetchedAgain() throws IOException {
        flipBit(blob(IMAGE.configDigest()), 5);
        assertMended(repair());
        flipBit(blob(IMAGE.manifestDigest()), 5);
        assertMended(repair());
    }

    @Test
    void aPullMendsAnImageThatACheckHasFoundDamaged() throws IOException {
        flipBit(blob(TOP.digest()), 20);
        inflict(Damage.FLIPPED_BIT);
        store.engine.check(CheckLevel.READ_DATA);
        assertThat(damage()).hasSize(2);
        int fetched = store.blobRequests();
        store.pull(app);
        assertThat(damage()).isEmpty();
        assertThat(store.blobRequests()).isEqualTo(fetched + 1);
        assertThat(store.engine.check(CheckLevel.READ_DATA).problems()).isEmpty();
    }

    @Test
    void withoutARegistryAnArchiveMendsIt() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        store.engine.saver().save(List.of(app), Optional.empty(), archive);
        store.registry.on("GET", "/v2/.*").answer(Behaviour.status(404));
        flipBit(blob(TOP.digest()), 20);
        inflict(Damage.FLIPPED_BIT);
        RepairReport report = repair();
        assertThat(report.after().problems()).isNotEmpty();
        assertThat(report.failed().toString()).contains("still damaged").contains("load");
        store.engine
                .loader()
                .load(
                        new ByteArrayInputStream(archive.toByteArray()),
                        Optional.empty(),
                        event -> {});
        assertThat(damage()).isEmpty();
        assertThat(store.engine.check(CheckLevel.READ_DATA).problems()).isEmpty();
    }

    @Test
    void damageOfOneImageIsShownAndBlocksNoOther() throws IOException {
        store.registry.publish(
                "library/other",
                "v1",
                TestImage.builder().layer(TestLayer.gzip(TarBuilder.pax().file("o", "o"))).build());
        flipBit(blob(TOP.digest()), 20);
        store.engine.check(CheckLevel.READ_DATA);
        store.pull(store.registry.host() + "/library/other:v1");
        assertThat(store.engine.images().inspect(app).damage().toString()).contains(TOP.digest());
        assertThat(store.engine.images().inspect(store.registry.host() + "/library/other:v1"))
                .satisfies(other -> assertThat(other.damage()).isEmpty());
        store.engine.remover().remove(app, false, false);
        assertThat(damage()).isEmpty();
    }
}
