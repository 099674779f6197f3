package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.fixtures.fs.TreeListing;
import dev.varve.fixtures.image.DebianImage;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageDetails;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What a user sees is the same on every storage driver.
@ParameterizedClass
@EnumSource(DriverPlace.class)
class DriverProofIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static TestImage debian;
    private static List<String> expectedTree;
    private static Seen expectedText;

    @Parameter DriverPlace driver;
    @TempDir Path directory;
    private DriverPlace.Open place;
    private EngineFixture store;

    /// All that is shown of an image but for what belongs to the driver.
    private record Seen(Object image, Object config, Object history) {}

    @BeforeAll
    static void pullForReference(@TempDir Path directory) throws Exception {
        if (debian != null) {
            return;
        }
        debian = DebianImage.build();
        try (DriverPlace.Open place = DriverPlace.OVERLAY2.open(directory)) {
            place.store.registry.publish("library/debian", "latest", debian);
            place.store.pull("debian");
            expectedText = seen(place.store);
            expectedTree = listing(place.store);
        }
    }

    @AfterAll
    static void theReferenceIsNotEmpty() {
        assertThat(String.join("\n", expectedTree))
                .contains("usr/bin/bash", "odd/null", "security.capability", "user.origin")
                .doesNotContain("etc/issue ", "usr/share/doc/base-files");
    }

    @BeforeEach
    void open() throws IOException {
        place = driver.open(directory.resolve("place"));
        store = place.store;
    }

    @AfterEach
    void close() throws Exception {
        place.close();
    }

    @Test
    void twelveLayersOfDebianAreTheSameTreeAndTheSameText() throws IOException {
        store.registry.publish("library/debian", "latest", debian);
        store.pull("debian");
        assertThat(seen(store)).isEqualTo(expectedText);
        List<String> found = listing(store);
        assertThat(missing(expectedTree, found)).as("of the reference, not here").isEmpty();
        assertThat(missing(found, expectedTree)).as("here, not of the reference").isEmpty();
        assertThat(found).isEqualTo(expectedTree);
    }

    private static List<String> missing(List<String> lines, List<String> elsewhere) {
        Set<String> there = new HashSet<>(elsewhere);
        return lines.stream().filter(line -> !there.contains(line)).toList();
    }

    @Test
    void aMountedRootRunsARealProcess() throws Exception {
        store.registry.publish("library/debian", "latest", debian);
        store.pull("debian");
        create("debian", "one");
        Path root = store.engine.containers().mount("one");
        String said =
                run(
                        "chroot",
                        root.toString(),
                        "/bin/bash",
                        "-c",
                        "echo $((6*7)) >/made; read x </made; echo $x");
        assertThat(said).isEqualTo("42\n");
        assertThat(Files.readString(root.resolve("made"))).isEqualTo("42\n");
        store.engine.containers().unmount("one");
        assertThat(store.engine.containerFiles().changes("one"))
                .extracting(change -> change.toString())
                .anySatisfy(text -> assertThat(text).contains("/made"));
        store.engine.containers().remove("one", false);
    }

    @Test
    void containersAndImagesKeepApartAndTheLastOneFreesTheDisk() throws Exception {
        byte[] noise = new byte[24 << 20];
        new Random(7).nextBytes(noise);
        TestLayer base =
                TestLayer.gzip(
                        TarBuilder.pax()
                                .directory("etc")
                                .file("etc/name", "base\n")
                                .file("big", noise));
        publish("first", base, TestLayer.gzip(TarBuilder.pax().file("first", "1")));
        publish("second", base, TestLayer.gzip(TarBuilder.pax().file("second", "2")));
        long empty = free();
        store.pull("first");
        store.pull("second");
        assertThat(empty - free()).as("the images take room").isGreaterThan(noise.length);
        create("first", "one");
        create("first", "two");
        Path one = store.engine.containers().mount("one");
        Path two = store.engine.containers().mount("two");
        Files.writeString(one.resolve("etc/name"), "changed\n");
        Files.delete(one.resolve("first"));
        Files.writeString(two.resolve("own"), "two\n");
        assertThat(Files.readString(two.resolve("etc/name"))).isEqualTo("base\n");
        assertThat(one.resolve("own")).doesNotExist();
        assertThat(two.resolve("first")).exists();
        Path image = store.engine.imageMounts().mount("first");
        assertThat(Files.readString(image.resolve("etc/name"))).isEqualTo("base\n");
        assertThat(image.resolve("first")).exists();
        assertThatThrownBy(() -> Files.writeString(image.resolve("etc/name"), "no"))
                .hasMessageContaining("Read-only file system");
        store.engine.imageMounts().unmount("first");
        store.engine.containers().unmount("one");
        store.engine.containers().unmount("two");
        store.reopen();
        String twoId = store.engine.containers().inspect("two", false).container().id();
        store.engine.containers().remove("one", false);
        assertThat(Files.readString(store.engine.containers().mount("two").resolve("own")))
                .isEqualTo("two\n");
        store.engine.containers().unmount("two");
        assertThatThrownBy(() -> store.engine.remover().remove("first", false, false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(twoId.substring(0, 12));
        store.engine.containers().remove("two", false);
        store.engine.remover().remove("first", false, false);
        assertThat(empty - free()).as("shared layers stay").isGreaterThan(noise.length);
        create("second", "three");
        assertThat(Files.size(store.engine.containers().mount("three").resolve("big")))
                .isEqualTo(noise.length);
        store.engine.containers().unmount("three");
        store.engine.containers().remove("three", false);
        store.engine.remover().remove("second", false, false);
        awaitFree(empty - (1 << 20));
        assertThat(store.engine.driver().list()).isEmpty();
        assertThat(store.engine.driver().listWritable()).isEmpty();
    }

    @Test
    void aSizeLimitHoldsOrIsRefused() throws Exception {
        publish("app", TestLayer.gzip(TarBuilder.pax().file("a", "1")));
        store.pull("app");
        HostConfig limited =
                HostConfig.ofRequest(
                        JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        "StorageOpt",
                                        JsonNodeFactory.instance.objectNode().put("size", "16M")));
        CreateRequest request =
                new CreateRequest(
                        Optional.of("small"), RunConfig.EMPTY.with(RunField.IMAGE, "app"), limited);
        if (!store.engine.driver().limitsSize()) {
            assertThatThrownBy(() -> store.engine.containers().create(request))
                    .isInstanceOf(InvalidArgument.class)
                    .hasMessageContaining("cannot limit the size");
            return;
        }
        store.engine.containers().create(request);
        Path root = store.engine.containers().mount("small");
        byte[] noise = new byte[48 << 20];
        new Random(3).nextBytes(noise);
        assertThatThrownBy(() -> writeFlushed(root.resolve("much"), noise))
                .isInstanceOf(IOException.class)
                .message()
                .containsAnyOf("quota exceeded", "No space left");
        store.engine.containers().unmount("small");
        store.engine.containers().remove("small", false);
    }

    private static void writeFlushed(Path file, byte[] content) throws IOException {
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left.slice(left.position(), Math.min(1 << 20, left.remaining())));
                left.position(left.position() + Math.min(1 << 20, left.remaining()));
                out.force(true);
            }
        }
    }

    /// Some file systems give room back a while after a removal.
    private void awaitFree(long wanted) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (free() < wanted && Instant.now().isBefore(end)) {
            run("sync", "-f", place.layers().toString());
        }
        assertThat(free()).as("bytes that are free again").isGreaterThanOrEqualTo(wanted);
    }

    private long free() throws IOException {
        return Files.getFileStore(place.layers()).getUnallocatedSpace();
    }

    private void publish(String name, TestLayer... layers) {
        TestImage.Builder image = TestImage.builder().cmd("sh").env("NAME=" + name);
        for (TestLayer layer : layers) {
            image.layer(layer);
        }
        store.registry.publish("library/" + name, "latest", image.build());
    }

    private void create(String image, String name) {
        store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of(name),
                                RunConfig.EMPTY.with(RunField.IMAGE, image),
                                HostConfig.EMPTY));
    }

    private static Seen seen(EngineFixture store) {
        ImageDetails details = store.engine.images().inspect("debian");
        return new Seen(
                details.image(), details.config().text(), store.engine.images().history("debian"));
    }

    /// The time of the root itself is when it was unpacked, wherever the layers say nothing of it.
    private static List<String> listing(EngineFixture store) throws IOException {
        Path path = store.engine.imageMounts().mount("debian");
        try {
            String tree = TreeListing.of(path, "trusted.overlay.", "user.overlay.");
            return tree.replaceFirst("^(\\..*) mtime=[0-9.-]+", "$1").lines().toList();
        } finally {
            store.engine.imageMounts().unmount("debian");
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command) + ": " + output).isZero();
        return output;
    }
}
