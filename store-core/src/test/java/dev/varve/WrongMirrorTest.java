package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.image.ImageFilters;
import dev.varve.pull.PullRequest;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;
import dev.varve.registry.RegistrySettings;
import dev.varve.registry.net.ProxySettings;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Bytes that do not fit their digest are the mirror's fault until nobody else is left: the pull
/// goes on with the next host, and nothing of them stays. With a driver that unpacks layers in any
/// order, and with one that needs what lies below.
@Timeout(60)
final class WrongMirrorTest {
    private static final TestLayer BASE = TestLayer.gzip(TarBuilder.pax().file("base", "base"));
    private static final TestLayer BIG = TestLayer.gzip(TarBuilder.pax().file("big", random()));
    private static final TestLayer TOP = TestLayer.gzip(TarBuilder.pax().file("top", "top"));
    private static final TestImage IMAGE =
            TestImage.builder().layer(BASE).layer(BIG).layer(TOP).build();
    private static final String BLOB = "/v2/library/app/blobs/" + BIG.digest();

    @TempDir Path directory;
    private final LoopbackRegistry registry = serving();
    private final LoopbackRegistry first = serving();
    private final LoopbackRegistry second = serving();
    private Engine engine;

    private static byte[] random() {
        byte[] bytes = new byte[3 << 20];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private static LoopbackRegistry serving() {
        return LoopbackRegistry.start().publish("library/app", "latest", IMAGE);
    }

    private void open(String driver) throws IOException {
        Path host = Files.createDirectories(directory.resolve("certs").resolve(registry.host()));
        Files.writeString(
                host.resolve("hosts.toml"),
                "[host.\"" + first.uri() + "\"]\n[host.\"" + second.uri() + "\"]\n");
        RegistrySettings settings =
                new RegistrySettings(
                        List.of(),
                        Set.of(),
                        List.of(directory.resolve("certs")),
                        ProxySettings.NONE);
        engine =
                Engine.open(
                        new EngineSettings(
                                directory.resolve("root"), settings, 3, Clock.systemUTC()),
                        root ->
                                driver.equals("vfs")
                                        ? VfsDriver.open(root.resolve(driver))
                                        : Overlay2Driver.open(root.resolve(driver)));
    }

    @AfterEach
    void close() throws IOException {
        try {
            assertThat(engine.check().run()).isEmpty();
            assertThat(directory.resolve("root/ingest")).isEmptyDirectory();
        } finally {
            engine.close();
            registry.close();
            first.close();
            second.close();
        }
    }

    private void pull() {
        String name = registry.host() + "/library/app:latest";
        engine.puller()
                .pull(
                        new PullRequest(
                                ReferenceParser.parseNormalized(name),
                                Optional.empty(),
                                new Credentials.Anonymous()),
                        event -> {});
    }

    private void brings() {
        pull();
        assertThat(engine.images().list(ImageFilters.NONE, false, false)).hasSize(1);
        Path blobs = directory.resolve("root/blobs/sha256");
        assertThat(blobs.resolve(BIG.digest().substring("sha256:".length())))
                .hasBinaryContent(BIG.blob());
    }

    /// Wrong in the middle: by the time it is known, most of it is unpacked.
    private static Behaviour wrongInTheMiddle() {
        byte[] bytes = BIG.blob().clone();
        bytes[bytes.length / 2] ^= 1;
        return Behaviour.body(bytes);
    }

    private static Behaviour cutInWrongBytes() {
        byte[] bytes = BIG.blob().clone();
        bytes[1 << 20] ^= 1;
        return (request, normal) ->
                Behaviour.cutAfter(2 << 20).apply(request, normal.withBody(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void theNextMirrorIsAskedFromTheFirstByteOn(String driver) throws Exception {
        open(driver);
        first.on("GET", BLOB).answer(wrongInTheMiddle());
        brings();
        assertThat(first.requests("GET", BLOB)).hasSize(1);
        assertThat(second.requests("GET", BLOB))
                .singleElement()
                .matches(request -> request.header("Range").isEmpty());
        assertThat(registry.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void theRegistryItselfComesLast(String driver) throws Exception {
        open(driver);
        first.on("GET", BLOB).answer(wrongInTheMiddle());
        second.on("GET", BLOB).answer(Behaviour.wrongBytes());
        brings();
        assertThat(registry.requests("GET", BLOB)).hasSize(1);
        assertThat(first.requests("GET", ".*/blobs/" + BASE.digest())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void whatAMirrorBeganWronglyIsNotGoneOnWith(String driver) throws Exception {
        open(driver);
        first.on("GET", BLOB).first(1).answer(cutInWrongBytes());
        first.on("GET", BLOB).after(1).answer(Behaviour.status(404));
        second.on("GET", BLOB).first(1).answer(Behaviour.hangUp());
        brings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void whatAnEarlierPullLeftWronglyIsThrownAway(String driver) throws Exception {
        open(driver);
        for (LoopbackRegistry mirror : List.of(first, second)) {
            mirror.on("GET", BLOB).answer(Behaviour.status(404));
        }
        registry.on("GET", BLOB).first(1).answer(cutInWrongBytes());
        registry.on("GET", BLOB).nth(2).answer(Behaviour.status(404));
        assertThatThrownBy(this::pull).hasMessageContaining("(kept 2.");
        brings();
        assertThat(registry.requests("GET", BLOB)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void whenEveryHostIsWrongThePullFails(String driver) throws Exception {
        open(driver);
        for (LoopbackRegistry host : List.of(first, second, registry)) {
            host.on("GET", BLOB).answer(wrongInTheMiddle());
        }
        assertThatThrownBy(this::pull)
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("verification failed for digest " + BIG.digest());
        for (LoopbackRegistry host : List.of(first, second, registry)) {
            assertThat(host.requests("GET", BLOB)).hasSize(1);
        }
        for (LoopbackRegistry host : List.of(first, second, registry)) {
            host.behave();
        }
        brings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void aConfigIsTreatedAlike(String driver) throws Exception {
        open(driver);
        String config = "/v2/library/app/blobs/" + IMAGE.configDigest();
        first.on("GET", config).answer(Behaviour.wrongBytes());
        second.on("GET", config).answer(Behaviour.wrongBytes());
        brings();
        assertThat(registry.requests("GET", config)).hasSize(1);
    }
}
