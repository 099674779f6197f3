package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A pull of an image that the store has, and that has been damaged meanwhile.
class PullRepairTest {
    private static final TestLayer LOWER =
            TestLayer.gzip(TarBuilder.pax().file("lower", "l".repeat(9000)));
    private static final TestLayer UPPER = TestLayer.gzip(TarBuilder.pax().file("upper", "u"));
    private static final TestImage IMAGE = TestImage.builder().layer(LOWER).layer(UPPER).build();

    private static final String BLOBS = "/v2/.*/blobs/.*";

    @TempDir Path directory;
    private EngineFixture store;
    private String app;
    private int fetched;

    @BeforeEach
    void pullOnce() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "overlay2");
        store.registry.publish("library/app", "v1", IMAGE);
        app = store.registry.host() + "/library/app:v1";
        store.pull(app);
        fetched = store.registry.requests("GET", BLOBS).size();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private Path blob(String digest) {
        return store.root().resolve("blobs/sha256").resolve(Digest.parse(digest).hex());
    }

    private int fetchedAgain() {
        return store.registry.requests("GET", BLOBS).size() - fetched;
    }

    private void pullAgain() throws IOException {
        store.pull(app);
        assertThat(store.engine.check().run()).isEmpty();
        assertThat(store.names()).containsExactly(app);
    }

    @Test
    void aLayerWhoseBlobIsGoneIsFetchedAgainAndNoOther() throws IOException {
        Files.delete(blob(LOWER.digest()));
        pullAgain();
        assertThat(fetchedAgain()).isEqualTo(1);
        assertThat(blob(LOWER.digest())).hasBinaryContent(LOWER.blob());
    }

    @Test
    void aLayerWhoseBlobIsCutShortIsFetchedAgain() throws IOException {
        Files.write(blob(UPPER.digest()), new byte[0]);
        pullAgain();
        assertThat(blob(UPPER.digest())).hasBinaryContent(UPPER.blob());
    }

    @Test
    void aManifestThatIsDamagedIsReplaced() throws IOException {
        Files.writeString(blob(IMAGE.manifestDigest()), "{}");
        pullAgain();
        assertThat(fetchedAgain()).isZero();
    }

    @Test
    void aConfigThatIsDamagedIsFetchedAgain() throws IOException {
        byte[] config = Files.readAllBytes(blob(IMAGE.configDigest()));
        byte[] flipped = config.clone();
        flipped[7] ^= 1;
        Files.write(blob(IMAGE.configDigest()), flipped);
        pullAgain();
        assertThat(blob(IMAGE.configDigest())).hasBinaryContent(config);
        assertThat(fetchedAgain()).isEqualTo(1);
    }
}
