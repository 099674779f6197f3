package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.check.Problem;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Every kind of damage is found and named, and a healthy store gives no alarm.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class StoreDamageIT {
    private static final TestLayer BASE =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .directory("etc")
                            .file("etc/os-release", "ID=demo\n")
                            .file("implied/deep/file", "no entry for its directories")
                            .file("bin/tool", "x".repeat(200_000))
                            .hardLink("bin/same", "bin/tool")
                            .symlink("bin/sh", "tool")
                            .directory("old")
                            .file("old/one", "1")
                            .file("gone", "soon"));
    private static final TestLayer TOP =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .file(".wh.gone", "")
                            .file("old/.wh..wh..opq", "")
                            .file("old/two", "2")
                            .file("etc/added", "new"));

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), driver);
        store.registry.publish(
                "library/app",
                "latest",
                TestImage.builder().cmd("/bin/sh").layer(BASE).layer(TOP).build());
        store.pull("app");
    }

    /// Not as the fixture does, which wants the store sound.
    @AfterEach
    void close() throws IOException {
        store.engine.close();
        store.registry.close();
    }

    private CheckReport check(CheckLevel level) throws IOException {
        return store.engine.check().run(level);
    }

    private List<String> found(CheckLevel level) throws IOException {
        return check(level).problems().stream().map(Problem::toString).toList();
    }

    /// The directory with the files of a layer that has this one; the base's comes first.
    private Path kept(String file) throws IOException {
        Path layers = store.root().resolve(driver.equals("vfs") ? "vfs/dir" : "overlay2");
        try (Stream<Path> all = Files.walk(layers)) {
            return all.filter(path -> path.endsWith(file) && !path.startsWith(layers.resolve("l")))
                    .filter(path -> !path.toString().contains("/staging/"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertFound(String what) throws IOException {
        CheckReport report = check(CheckLevel.READ_DATA);
        assertThat(report.problems())
                .as("%s", report)
                .anyMatch(problem -> problem.toString().contains(what))
                .allMatch(problem -> !problem.cure().isEmpty());
    }

    private static void flipBit(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection index =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + store.root().resolve("varve.db"));
                Statement run = index.createStatement()) {
            assertThat(run.executeUpdate(statement)).isPositive();
        }
    }

    @Test
    void aHealthyStoreGivesNoAlarmAtAnyLevel() throws IOException {
        for (CheckLevel level : List.of(CheckLevel.QUICK, CheckLevel.META, CheckLevel.READ_DATA)) {
            CheckReport report = check(level);
            assertThat(report.problems()).isEmpty();
            assertThat(report.unchecked()).isEmpty();
        }
        CheckReport all = check(CheckLevel.READ_DATA);
        assertThat(all.layersRead()).isEqualTo(all.layers()).isEqualTo(2);
        assertThat(all.blobsRead()).isEqualTo(all.blobs()).isEqualTo(4);
        store.assertSound();
    }

    @Test
    void aStoreWithAChangedContainerGivesNoAlarm() throws IOException {
        String id =
                store.engine
                        .containers()
                        .create(
                                new CreateRequest(
                                        Optional.of("web"),
                                        RunConfig.EMPTY.with(RunField.IMAGE, "app"),
                                        HostConfig.EMPTY));
        Path tree = store.engine.containers().mount(id);
        Files.writeString(tree.resolve("etc/os-release"), "changed");
        Files.delete(tree.resolve("bin/same"));
        assertThat(found(CheckLevel.READ_DATA)).isEmpty();
        store.engine.containers().rename(id, "other");
        store.engine.containers().unmount(id);
        assertThat(found(CheckLevel.READ_DATA)).isEmpty();
    }

    @Test
    void pullsAndRemovalsMeanwhileGiveNoAlarm() throws Exception {
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<?> work =
                    others.submit(() -> {
                        for (int i = 0; i < 8; i++) {
                            TestLayer layer =
                                    TestLayer.gzip(TarBuilder.pax().file("f" + i, "y".repeat(i)));
                            store.registry.publish(
                                    "library/more",
                                    "latest",
                                    TestImage.builder().layer(BASE).layer(layer).build());
                            store.pull("more");
                            store.engine.remover().remove("more", true, false);
                        }
                        return null;
                    });
            do {
                assertThat(found(CheckLevel.QUICK)).isEmpty();
                assertThat(found(CheckLevel.READ_DATA)).isEmpty();
            } while (!work.isDone());
            work.get();
        }
        store.assertSound();
    }

    @Test
    void aFlippedBitInAFileIsFoundThoughSizeAndTimeAreAsBefore() throws IOException {
        Path file = kept("bin/tool");
        FileTime time = Files.getLastModifiedTime(file);
        flipBit(file, 150_000);
        Files.setLastModifiedTime(file, time);
        assertFound("/bin/same: its content differs, first at byte 150000");
        assertThat(found(CheckLevel.META)).isEmpty();
    }

    @Test
    void aFileThatWasCutIsFound() throws IOException {
        Files.writeString(kept("bin/tool"), "short");
        assertFound("its size is 5 and should be 200000");
    }

    @Test
    void aFileThatIsGoneIsFound() throws IOException {
        Files.delete(kept("etc/os-release"));
        assertFound("/etc/os-release: it is missing");
    }

    @Test
    void aFileTooManyIsFound() throws IOException {
        Files.writeString(kept("etc/os-release").resolveSibling("planted"), "");
        assertFound("/etc/planted: it does not belong there");
    }

    @Test
    void anotherModeIsFound() throws IOException {
        Files.setPosixFilePermissions(
                kept("etc/os-release"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFound("/etc/os-release: its mode is 0777 and should be 0644");
    }

    @Test
    void anotherOwnerIsFound() throws IOException {
        Files.setAttribute(kept("etc/os-release"), "unix:uid", 1000);
        assertFound("/etc/os-release: its owner is 1000:0 and should be 0:0");
    }

    @Test
    void anExtendedAttributeTooManyIsFound() throws IOException {
        Files.getFileAttributeView(kept("etc/os-release"), UserDefinedFileAttributeView.class)
                .write("planted", UTF_8.encode("x"));
        assertFound("/etc/os-release: it should not have the extended attribute user.planted");
    }

    @Test
    void aHardLinkThatBecameACopyIsFound() throws IOException {
        Path link = kept("bin/same");
        Path copy = link.resolveSibling("copy");
        Files.copy(link, copy, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, link, StandardCopyOption.REPLACE_EXISTING);
        assertFound("it should be a hard link to /bin/same");
    }

    @Test
    void aLinkThatLeadsElsewhereIsFound() throws IOException {
        Path link = kept("bin/sh");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("evil"));
        assertFound("/bin/sh: its target is evil and should be tool");
    }

    @Test
    void aFlippedBitInABlobIsFoundAndTheLayerIsLeftUnjudged() throws IOException {
        String digest = BASE.digest();
        flipBit(store.root().resolve("blobs/sha256/" + digest.substring(7)), 50);
        CheckReport report = check(CheckLevel.READ_DATA);
        assertThat(report.problems().toString())
                .contains(digest + ": the file's content does not fit its digest");
        assertThat(report.unchecked().toString()).contains("no compressed layer");
    }

    @Test
    void aBlobThatIsGoneIsFoundByTheQuickestLook() throws IOException {
        Files.delete(store.root().resolve("blobs/sha256/" + TOP.digest().substring(7)));
        assertThat(found(CheckLevel.QUICK).toString())
                .contains(TOP.digest() + ": the index names this blob and its file is missing");
    }

    @Test
    void aChangedSidecarIsFound() throws IOException {
        Path sidecar;
        try (Stream<Path> all = Files.walk(store.root().resolve(driver))) {
            sidecar =
                    all.filter(path -> path.toString().endsWith(".json"))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
        }
        Files.writeString(
                sidecar, Files.readString(sidecar).replaceFirst("\"size\":", "\"size\":1"));
        assertThat(found(CheckLevel.META).toString())
                .contains("layer.json and the index do not say the same of it");
    }

    @Test
    void anotherLayerBelowIsFound() throws IOException {
        Path below = kept("etc/added").getParent().getParent();
        Path file =
                driver.equals("vfs")
                        ? store.root().resolve("vfs/meta").resolve(below.getFileName() + ".parent")
                        : below.resolveSibling("lower");
        flipBit(file, 3);
        assertThat(found(CheckLevel.META).toString()).contains("below it");
    }

    @Test
    void aLostRowOfALayerIsFound() throws Exception {
        sql("DELETE FROM layer WHERE parent IS NOT NULL");
        assertThat(found(CheckLevel.QUICK).toString())
                .contains("is missing")
                .contains("the index does not name this layer");
    }

    @Test
    void aChangedRowIsFound() throws Exception {
        sql("UPDATE layer SET size = size + 1");
        assertThat(found(CheckLevel.META).toString()).contains("do not say the same");
        sql("UPDATE image SET architecture = 'vax'");
        assertThat(found(CheckLevel.META).toString()).contains("otherwise than its config");
        sql("UPDATE blob SET size = size + 1");
        assertThat(found(CheckLevel.QUICK).toString()).contains("another size");
    }

    @Test
    void whatIsNotOurOwnIsFound() throws IOException {
        Files.writeString(store.root().resolve("blobs/sha256/" + "0".repeat(64)), "");
        Files.writeString(store.root().resolve("planted"), "");
        assertThat(found(CheckLevel.QUICK).toString())
                .contains("the index does not name this blob")
                .contains("this does not belong to the store");
    }
}
