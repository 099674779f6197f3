package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.image.ImageFilters;
import dev.varve.pull.PullRequest;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;
import dev.varve.registry.Patience;
import dev.varve.registry.RegistrySettings;
import dev.varve.registry.net.ProxySettings;
import dev.varve.storage.vfs.VfsDriver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// What a registry may do to a pull, one test each. A pull ends in the image that was asked for or
/// in an error that says what is wrong; never in other bytes, never not at all, and nobody learns a
/// credential that is not his.
@Timeout(60)
final class RegistryMisbehaviourTest {
    private static final String MANIFESTS = "/v2/library/app/manifests/.*";
    private static final Credentials NOBODY = new Credentials.Anonymous();
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");
    private static final Duration STALL = Duration.ofMillis(500);
    private static final TestLayer LAYER =
            TestLayer.gzip(TarBuilder.pax().file("etc/motd", "welcome"));
    private static final TestImage IMAGE = TestImage.builder().layer(LAYER).cmd("sh").build();
    private static final String BLOB = "/v2/library/app/blobs/" + LAYER.digest();

    @TempDir Path directory;
    private final LoopbackRegistry registry =
            LoopbackRegistry.start().publish("library/app", "latest", IMAGE);
    private final LoopbackRegistry elsewhere =
            LoopbackRegistry.start().publish("library/app", "latest", IMAGE);
    private final CountDownLatch never = new CountDownLatch(1);
    private Engine engine;

    @BeforeEach
    void open() throws IOException {
        Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(2), STALL);
        RegistrySettings settings =
                new RegistrySettings(List.of(), Set.of(), List.of(), ProxySettings.NONE, patience);
        engine =
                Engine.open(
                        new EngineSettings(
                                directory.resolve("root"), settings, 3, Clock.systemUTC()),
                        root -> VfsDriver.open(root.resolve("vfs")));
    }

    @AfterEach
    void close() throws IOException {
        try {
            assertThat(engine.check().run()).isEmpty();
        } finally {
            engine.close();
            registry.close();
            elsewhere.close();
        }
    }

    private void pull(Credentials credentials) {
        String name = registry.host() + "/library/app:latest";
        engine.puller()
                .pull(
                        new PullRequest(
                                ReferenceParser.parseNormalized(name),
                                Optional.empty(),
                                credentials),
                        event -> {});
    }

    /// The pull ends well and what it brought is what was published.
    private void brings() {
        brings(NOBODY);
    }

    private void brings(Credentials credentials) {
        pull(credentials);
        assertThat(names()).hasSize(1);
        assertThat(directory.resolve("root/blobs/sha256").resolve(hex(LAYER.digest())))
                .hasBinaryContent(LAYER.blob());
        assertThat(directory.resolve("root/blobs/sha256").resolve(hex(IMAGE.manifestDigest())))
                .hasBinaryContent(IMAGE.manifest());
    }

    /// The pull fails for the reason given, and there is no image.
    private void fails(Class<? extends StoreException> kind, String... reasons) {
        fails(NOBODY, kind, reasons);
    }

    private void fails(
            Credentials credentials, Class<? extends StoreException> kind, String... reasons) {
        assertThatThrownBy(() -> pull(credentials))
                .isInstanceOf(kind)
                .satisfies(e -> assertThat(e.getMessage()).contains(reasons).hasSizeLessThan(2000));
        assertThat(names()).isEmpty();
        assertThat(directory.resolve("root/blobs/sha256")).isEmptyDirectory();
    }

    private List<?> names() {
        return engine.images().list(ImageFilters.NONE, false, false);
    }

    private static String hex(String digest) {
        return digest.substring("sha256:".length());
    }

    @Test
    void cutInALayerIsGoneOnFrom() {
        registry.on("GET", BLOB).first(1).answer(Behaviour.cutAfter(40));
        brings();
        assertThat(registry.requests("GET", BLOB).getLast().header("Range")).contains("bytes=40-");
    }

    @Test
    void cutInAManifestIsAskedForAgain() {
        registry.on("GET", MANIFESTS).first(1).answer(Behaviour.cutAfter(40));
        brings();
    }

    @Test
    void connectionThatHangsUpIsTriedAgain() {
        registry.on("GET", BLOB).first(1).answer(Behaviour.hangUp());
        brings();
    }

    @Test
    void wrongBytesInALayerAreCorrupt() {
        registry.on("GET", BLOB).answer(Behaviour.wrongBytes());
        fails(StoreException.Corrupt.class, LAYER.digest());
    }

    @Test
    void wrongBytesInAManifestAreCorrupt() {
        registry.on("GET", MANIFESTS).answer(Behaviour.wrongBytes());
        fails(StoreException.Corrupt.class, "manifest verification failed");
    }

    @Test
    void wrongBytesInAConfigAreCorrupt() {
        registry.on("GET", "/v2/library/app/blobs/" + IMAGE.configDigest())
                .answer(Behaviour.wrongBytes());
        fails(StoreException.Corrupt.class, "image config verification failed");
    }

    @Test
    void wrongBytesBehindACutAreCorrupt() {
        registry.on("GET", BLOB).first(1).answer(Behaviour.cutAfter(40));
        registry.on("GET", BLOB).after(1).answer(Behaviour.wrongBytes());
        fails(StoreException.Corrupt.class, LAYER.digest());
    }

    @Test
    void wrongLengthIsRefusedWithBothNumbers() {
        registry.on("GET", BLOB).answer(Behaviour.body(new byte[LAYER.blob().length + 7]));
        fails(
                StoreException.Corrupt.class,
                String.valueOf(LAYER.blob().length),
                String.valueOf(LAYER.blob().length + 7));
    }

    @Test
    void rangeThatIsIgnoredStartsTheLayerOver() {
        registry.withoutRanges();
        registry.on("GET", BLOB).first(1).answer(Behaviour.cutAfter(40));
        brings();
    }

    @Test
    void partOfAnotherRangeIsNotUsed() {
        registry.on("GET", BLOB).first(1).answer(Behaviour.cutAfter(40));
        registry.on("GET", BLOB)
                .nth(2)
                .answer(
                        Behaviour.header(
                                "Content-Range",
                                "bytes 41-" + LAYER.blob().length + "/" + LAYER.blob().length));
        brings();
    }

    @Test
    void layerWithoutAnEndIsCutOffAtItsSize() {
        registry.on("GET", BLOB).answer(Behaviour.endless());
        fails(StoreException.Corrupt.class, LAYER.digest());
    }

    @Test
    void manifestWithoutAnEndIsRefusedAtTheLimit() {
        registry.on("GET", MANIFESTS)
                .answer(Behaviour.body(new byte[1 << 16]), Behaviour.endless());
        fails(StoreException.Unsupported.class, "longer than the limit of");
    }

    @Test
    void redirectLoopEnds() {
        registry.on("GET", BLOB).answer(Behaviour.redirectTo(BLOB));
        fails(StoreException.Unavailable.class, "redirects");
        assertThat(registry.requests("GET", BLOB)).hasSizeLessThan(12);
    }

    @Test
    void refusalThatIsFinalIsNotAskedForAgain() {
        for (int status : new int[] {400, 401, 403, 404, 410, 451}) {
            registry.behave();
            registry.on("GET", BLOB).answer(Behaviour.status(status));
            int before = registry.requests("GET", BLOB).size();
            fails(StoreException.class, "status " + status);
            assertThat(registry.requests("GET", BLOB)).hasSize(before + 1);
        }
    }

    @Test
    void serverErrorOfALayerIsAskedForAgain() {
        registry.on("GET", BLOB).nth(1).answer(Behaviour.status(500));
        registry.on("GET", BLOB).nth(2).answer(Behaviour.status(520));
        brings();
        assertThat(registry.requests("GET", BLOB)).hasSize(3);
    }

    @Test
    void credentialsDoNotFollowARedirect() {
        registry.require(new BasicAuth("alice", "s3cret"));
        registry.on("GET", BLOB).answer(Behaviour.redirect(elsewhere.uri()));
        brings(ALICE);
        assertThat(elsewhere.requests())
                .hasSize(1)
                .allMatch(r -> r.header("Authorization").isEmpty())
                .allMatch(r -> r.header("Cookie").isEmpty());
    }

    @Test
    void credentialsAreNotGivenToWhoAsksForThemBehindARedirect() {
        elsewhere.require(new BasicAuth("alice", "s3cret"));
        registry.require(new BasicAuth("alice", "s3cret"));
        registry.on("GET", BLOB).answer(Behaviour.redirect(elsewhere.uri()));
        fails(ALICE, StoreException.class, "unauthorized");
        assertThat(elsewhere.requests()).allMatch(r -> r.header("Authorization").isEmpty());
    }

    @Test
    void tokenIsNotToldToAnotherHost() {
        registry.require(new BearerAuth().user("alice", "s3cret"));
        registry.on("GET", BLOB).answer(Behaviour.redirect(elsewhere.uri()));
        brings(ALICE);
        assertThat(elsewhere.requests())
                .hasSize(1)
                .allMatch(r -> r.header("Authorization").isEmpty());
    }

    @Test
    void challengeWithoutEndIsUnauthorized() {
        BearerAuth tokens = new BearerAuth().usesPerToken(0);
        registry.require(tokens);
        fails(StoreException.Unauthorized.class, "unauthorized");
        assertThat(tokens.issued()).isLessThan(10);
        assertThat(registry.requests()).hasSizeLessThan(20);
    }

    @Test
    void tokenServerThatAsksForATokenIsUnauthorized() {
        registry.require(new BearerAuth().realm(registry.uri() + "/v2/token"));
        fails(StoreException.Unauthorized.class, "unauthorized");
        assertThat(registry.requests()).hasSizeLessThan(20);
    }

    @Test
    void retryAfterThatMakesNoSenseIsNotHeeded() {
        for (String when : List.of("soon", "-5", "1e9", "", "Thu, 01 Jan 1970 00:00:00 GMT")) {
            registry.behave();
            registry.on("HEAD", MANIFESTS).first(1).answer(Behaviour.retryAfter(429, when));
            registry.on("GET", MANIFESTS).first(1).answer(Behaviour.retryAfter(429, when));
            brings();
        }
    }

    @Test
    void retryAfterInAHundredYearsIsAnErrorAtOnce() {
        registry.on("*", MANIFESTS).answer(Behaviour.retryAfter(429, "3153600000"));
        fails(StoreException.Unavailable.class, "toomanyrequests");
        registry.behave();
        registry.on("*", MANIFESTS)
                .answer(Behaviour.retryAfter(503, "Fri, 31 Dec 9999 23:59:59 GMT"));
        fails(StoreException.Unavailable.class, "503");
    }

    @Test
    void serverErrorThatPassesIsForgotten() {
        registry.on("HEAD", MANIFESTS).first(1).answer(Behaviour.status(500));
        registry.on("GET", MANIFESTS).first(1).answer(Behaviour.status(503));
        registry.on("GET", BLOB).first(1).answer(Behaviour.status(502));
        brings();
    }

    @Test
    void serverErrorThatStaysIsToldByItsNumber() {
        registry.on("*", MANIFESTS).answer(Behaviour.status(502));
        fails(StoreException.Unavailable.class, "502 Bad Gateway");
    }

    @Test
    void layerThatStallsIsGoneOnFrom() {
        registry.on("GET", BLOB).first(1).answer(Behaviour.stallAfter(40, never));
        brings();
    }

    @Test
    void manifestThatStallsIsAskedForAgain() {
        registry.on("GET", MANIFESTS).first(1).answer(Behaviour.stallAfter(40, never));
        brings();
    }

    @Test
    void registryThatNeverSaysAWordIsAnError() {
        registry.on("*", ".*").answer(Behaviour.silentUntil(never));
        fails(StoreException.Unavailable.class, "timeout awaiting response headers");
    }

    @Test
    void headersWithoutMeasureAreRefused() {
        registry.on("*", MANIFESTS).answer(Behaviour.header("X-Huge", "x".repeat(1 << 20)));
        fails(StoreException.Unavailable.class, registry.host());
    }

    @Test
    void tokenWithoutMeasureIsRefused() {
        registry.require(new BearerAuth());
        registry.on("GET", "/token")
                .answer(
                        Behaviour.reply(
                                200,
                                "application/json",
                                "{\"token\":\"" + "x".repeat(1 << 19) + "\"}"));
        fails(StoreException.Unavailable.class, "token longer than the limit");
    }

    @Test
    void tokenAnswerWithoutEndIsRefused() {
        registry.require(new BearerAuth());
        registry.on("GET", "/token").answer(Behaviour.body(new byte[1 << 16]), Behaviour.endless());
        fails(StoreException.Unavailable.class, "longer than the limit");
    }

    @Test
    void errorBodyWithoutEndIsReadOnlySoFar() {
        registry.on("*", MANIFESTS)
                .answer(
                        Behaviour.reply(403, "text/plain", "no! ".repeat(1 << 14)),
                        Behaviour.endless());
        fails(StoreException.Denied.class, "denied");
    }

    @Test
    void errorTextCannotSteerATerminal() {
        registry.on("*", MANIFESTS)
                .answer(Behaviour.error(400, "X", "\u001b[2J\u202egone\r\nStatus: fine"));
        assertThatThrownBy(() -> pull(NOBODY))
                .satisfies(e ->
                        assertThat(e.getMessage()).doesNotContain("\u001b", "\u202e", "\n", "\r"));
    }

    @Test
    void schemaOneIsRefusedByName() {
        registry.manifest(
                "library/app",
                "latest",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "{\"schemaVersion\":1,\"name\":\"library/app\",\"fsLayers\":[]}".getBytes(UTF_8));
        fails(StoreException.Unsupported.class, "schema 1 support has been removed");
    }

    @Test
    void layersThatCannotBeHadAreRefusedByName() {
        Map<String, String> words =
                Map.of(
                        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                        "foreign layers are not kept by registries",
                        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                        "foreign layers are not kept by registries",
                        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                        "the layer is encrypted");
        words.forEach((type, reason) -> {
            String manifest =
                    new String(IMAGE.manifest(), UTF_8)
                            .replace("application/vnd.docker.image.rootfs.diff.tar.gzip", type)
                            .replace("application/vnd.oci.image.layer.v1.tar+gzip\"", type + "\"");
            assertThat(manifest).contains(type);
            registry.manifest(
                    "library/app", "latest", IMAGE.manifestType(), manifest.getBytes(UTF_8));
            fails(StoreException.Unsupported.class, type, reason);
        });
    }

    @Test
    void wrongBytesAreNotKeptToGoOnFrom() throws IOException {
        registry.on("GET", BLOB).answer(Behaviour.wrongBytes());
        fails(StoreException.Corrupt.class, LAYER.digest());
        try (var entries = Files.list(directory.resolve("root/ingest"))) {
            assertThat(entries.map(p -> p.getFileName().toString()).toList())
                    .noneMatch(name -> name.contains(hex(LAYER.digest())));
        }
    }
}
