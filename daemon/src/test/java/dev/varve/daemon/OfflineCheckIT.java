package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.DaemonConfig.LogLevel;
import dev.varve.fixtures.fs.TreeListing;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.oci.Json;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A store without a daemon is looked at from outside, as closely as by its daemon, and stays as it
/// is to the last byte and time.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class OfflineCheckIT {
    private static final TestLayer BASE =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .directory("old")
                            .file("old/one", "1")
                            .file("etc/os-release", "ID=demo")
                            .file("gone", "soon"));
    private static final TestLayer TOP =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .file(".wh.gone", "")
                            .file("old/.wh..wh..opq", "")
                            .file("old/two", "2"));

    @Parameter String driver;
    @TempDir Path directory;
    private final LoopbackRegistry registry = LoopbackRegistry.start();
    private Path root;

    /// What a command said and ended with.
    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void fill() throws IOException {
        root = directory.resolve("root");
        registry.publish(
                "library/app",
                "latest",
                TestImage.builder().cmd("x").layer(BASE).layer(TOP).build());
        try (Daemon _ = start()) {
            RawClient client = new RawClient(directory.resolve("varve.sock"));
            assertThat(client.post("/images/create?fromImage=app&tag=latest").body())
                    .contains("Status: ");
            String body = "{\"Image\":\"app\"}";
            String headers =
                    "Content-Type: application/json\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            assertThat(client.request("POST", "/containers/create", headers).status())
                    .isEqualTo(201);
        }
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Daemon start() throws IOException {
        return Daemon.start(
                new DaemonConfig(
                        root,
                        directory.resolve("varve.sock"),
                        Optional.of(driver),
                        DriverOptions.NONE,
                        new RegistrySettings(List.of(registry.uri()), Set.of()),
                        3,
                        LogLevel.ERROR,
                        Optional.empty(),
                        "root",
                        false),
                LocalStore::open);
    }

    private Outcome check(Path store, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args =
                Stream.concat(
                                Stream.of(
                                        "check", "--data-root=" + store, "--scratch=" + directory),
                                Stream.of(more))
                        .toArray(String[]::new);
        int code =
                new Launcher(
                                LocalStore::open,
                                new PrintWriter(out, true),
                                new PrintWriter(err, true))
                        .run(args);
        return new Outcome(code, out.toString(), err.toString());
    }

    /// Checks at each level, and that nothing has changed and nothing was left.
    private Outcome checkUnchanged(Path store) throws IOException {
        String before = TreeListing.of(root).toString();
        Outcome last = check(store, "--level=meta");
        for (String level : List.of("quick", "meta", "read-data")) {
            last = check(store, "--level=" + level);
            assertThat(last.err()).as("%s", last).isEmpty();
        }
        assertThat(TreeListing.of(root).toString()).isEqualTo(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .noneMatch(name -> name.startsWith("varve-check-"));
        }
        return last;
    }

    @Test
    void aSoundStoreGivesNoAlarmAndStaysAsItIs() throws IOException {
        Outcome outcome = checkUnchanged(root);

        assertThat(outcome.out())
                .endsWith("4 of 4 blobs and 2 of 2 layers read, no damage found\n");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void damageIsNamedAndEndsWithEightAlsoOnAReadOnlyMount() throws Exception {
        damage();
        Path view = Files.createDirectory(directory.resolve("view"));
        command("mount", "--bind", root.toString(), view.toString());
        try {
            command("mount", "-o", "remount,ro,bind", view.toString());
            for (Path store : List.of(root, view)) {
                Outcome outcome = checkUnchanged(store);
                assertThat(outcome.code()).isEqualTo(8);
                assertThat(outcome.out()).contains("etc/os-release").contains("to mend it: ");
            }
            JsonNode report =
                    Json.mapper().readTree(check(view, "--level=read-data", "--format=json").out());
            assertThat(report.path("Healthy").asBoolean(true)).isFalse();
            assertThat(report.path("Problems").size()).isPositive();
        } finally {
            command("umount", view.toString());
        }
    }

    @Test
    void aMissingBlobAndADamagedIndexAreFoundToo() throws IOException {
        Path blob = root.resolve("blobs/sha256").resolve(TOP.digest().substring(7));
        byte[] bytes = Files.readAllBytes(blob);
        Files.delete(blob);
        assertThat(check(root, "--level=quick"))
                .satisfies(outcome -> assertThat(outcome.code()).isEqualTo(8))
                .satisfies(outcome -> assertThat(outcome.out()).contains(TOP.digest()));
        Files.write(blob, bytes);
        Files.writeString(root.resolve("varve.db"), "no database, but some text in its place");

        Outcome outcome = check(root);

        assertThat(outcome.code()).isEqualTo(8);
        assertThat(outcome.out()).contains("index: ").contains("--rebuild-index");
    }

    @Test
    void aStoreInUseIsLeftToItsDaemon() throws Exception {
        try (DaemonProcess daemon =
                DaemonProcess.start(
                        directory.resolve("other"),
                        directory.resolve("other.sock"),
                        registry.uri(),
                        "true")) {
            Outcome outcome = check(directory.resolve("other"));

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains("varve system check");
            daemon.kill();
        }
        assertThat(check(directory.resolve("other"))).extracting(Outcome::code).isEqualTo(0);
    }

    @Test
    void whatIsNoStoreIsRefusedByName() {
        Outcome outcome = check(directory.resolve("nothing"));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(directory.resolve("nothing").toString());
        assertThat(check(root, "--level=all").code()).isEqualTo(2);
    }

    /// Other content of the same size and time, wherever the file is: with vfs also in the tree of
    /// the layer above, and in that of the container, which is not judged.
    private void damage() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root.resolve(driver))) {
            files = all.filter(path -> path.endsWith("etc/os-release")).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, "ID=dem0");
            Files.setLastModifiedTime(file, time);
        }
    }

    private static void command(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
