package dev.varve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.Request;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.MediaTypes;
import dev.varve.reference.Reference;
import dev.varve.registry.PushSession.UploadListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// Blobs on their way to a registry that breaks off, forgets and lies.
@Timeout(60)
class UploadsTest {
    private static final String UPLOAD = "/v2/library/app/blobs/uploads/.+";
    private static final int MIB = 1 << 20;

    @TempDir Path directory;
    private final RegistryFixture fixture = new RegistryFixture();
    private final LoopbackRegistry registry = fixture.registry;
    private final List<Long> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> retries = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        fixture.close();
    }

    private final class Recorder implements UploadListener {
        @Override
        public void sent(long bytes) {
            told.add(bytes);
        }

        @Override
        public void retrying(int seconds) {
            retries.add(seconds);
        }
    }

    private PushSession session() {
        Reference reference = RegistryFixture.reference(registry.host(), "latest");
        return fixture.client().push(reference.nameOnly(), RegistryFixture.NOBODY);
    }

    private record Blob(Descriptor descriptor, Path file) {
        String digest() {
            return descriptor.digest().toString();
        }
    }

    private Blob blob(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Path file = Files.write(directory.resolve("blob-" + size), bytes);
        return new Blob(
                new Descriptor(MediaTypes.OCI_LAYER_GZIP, Digest.sha256(bytes), size), file);
    }

    private Blob upload(int size) throws IOException {
        Blob blob = blob(size);
        upload(blob);
        return blob;
    }

    private void upload(Blob blob) {
        session().upload(blob.descriptor(), blob.file(), new Recorder());
    }

    private List<String> ranges() {
        return registry.requests("PATCH", UPLOAD).stream()
                .map(r -> r.header("Content-Range").orElse("whole"))
                .toList();
    }

    private void assertArrived(Blob blob) {
        assertThat(registry.hasBlob("library/app", blob.digest())).isTrue();
        assertThat(registry.unfinishedUploads()).isZero();
    }

    @Test
    void aSmallBlobGoesInOneRequest() throws IOException {
        assertArrived(upload(1000));
        assertThat(registry.requests("PUT", UPLOAD)).hasSize(1);
        assertThat(registry.requests("PATCH", UPLOAD)).isEmpty();
    }

    @Test
    void aBlobWithoutContentArrives() throws IOException {
        assertArrived(upload(0));
    }

    @Test
    void aLargeBlobIsSentAndThenCompleted() throws IOException {
        assertArrived(upload(9 * MIB));
        assertThat(ranges()).containsExactly("whole");
        assertThat(registry.requests("PUT", UPLOAD))
                .singleElement()
                .satisfies(put -> assertThat(put.content()).isEmpty());
    }

    @Test
    void anUploadThatIsCutGoesOnFromWhatTheRegistryKept() throws IOException {
        registry.on("PATCH", UPLOAD).nth(1).cutRequestAfter(3 * MIB);
        assertArrived(upload(9 * MIB));
        assertThat(ranges()).containsExactly("whole", 3 * MIB + "-" + (9 * MIB - 1));
        assertThat(retries).containsExactly(1);
    }

    @Test
    void anUploadThatIsCutAgainAndAgainEndsAsLongAsItGetsFurther() throws IOException {
        registry.on("PATCH", UPLOAD).first(8).cutRequestAfter(MIB);
        assertArrived(upload(9 * MIB));
        assertThat(ranges()).hasSize(9).last().isEqualTo(8 * MIB + "-" + (9 * MIB - 1));
        assertThat(retries).containsOnly(1).hasSize(8);
    }

    @Test
    void aRegistryThatAlwaysFailsIsGivenUpAndItsUploadCancelled() throws IOException {
        registry.on("PATCH", UPLOAD).unseen().answer(Behaviour.status(503));
        Blob blob = blob(5 * MIB);
        assertThatThrownBy(() -> upload(blob))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("503 Service Unavailable");
        assertThat(registry.requests("PATCH", UPLOAD)).hasSize(5);
        assertThat(retries).containsExactly(1, 2, 1, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1);
        assertThat(registry.unfinishedUploads()).isZero();
    }

    @Test
    void aBlobWhoseLastAnswerGotLostIsNotSentAgain() throws IOException {
        registry.on("PUT", UPLOAD).nth(1).answer(Behaviour.hangUp());
        assertArrived(upload(6 * MIB));
        assertThat(registry.requests("PATCH", UPLOAD)).hasSize(1);
        assertThat(registry.requests("POST", "/v2/.*")).hasSize(1);
    }

    @Test
    void aRegistryThatIsBusyIsWaitedForAsLongAsItAsks() throws IOException {
        registry.on("PUT", UPLOAD).nth(1).unseen().answer(Behaviour.retryAfter(429, "7"));
        assertArrived(upload(1000));
        assertThat(retries).containsExactly(7, 6, 5, 4, 3, 2, 1);
    }

    @Test
    void anUploadThatTheRegistryForgotIsBegunAnew() throws IOException {
        registry.on("PATCH", UPLOAD)
                .nth(1)
                .answer((request, normal) -> {
                    registry.forgetUploads();
                    return Behaviour.hangUp().apply(request, normal);
                });
        assertArrived(upload(6 * MIB));
        assertThat(ranges()).containsExactly("whole", "whole");
        assertThat(registry.requests("POST", "/v2/.*")).hasSize(2);
    }

    @Test
    void a416IsFollowedByAnotherLookAtHowFarTheUploadCame() throws IOException {
        registry.on("PATCH", UPLOAD).nth(1).cutRequestAfter(2 * MIB);
        registry.on("GET", UPLOAD).nth(1).answer(Behaviour.header("Range", "0-" + (3 * MIB - 1)));
        assertArrived(upload(6 * MIB));
        assertThat(ranges())
                .containsExactly(
                        "whole", 3 * MIB + "-" + (6 * MIB - 1), 2 * MIB + "-" + (6 * MIB - 1));
    }

    @Test
    void aTransferThatWasPutTogetherWronglyIsSentAnew() throws IOException {
        registry.on("PATCH", UPLOAD).nth(1).cutRequestAfter(2 * MIB);
        registry.on("PUT", UPLOAD)
                .nth(1)
                .unseen()
                .answer(Behaviour.error(400, "DIGEST_INVALID", "did not match"));
        Blob blob = upload(6 * MIB);
        assertThat(registry.hasBlob("library/app", blob.digest())).isTrue();
        assertThat(registry.requests("POST", "/v2/.*")).hasSize(2);
    }

    @Test
    void aRequestThatIsTooLargeIsFollowedBySmallerOnes() throws IOException {
        registry.on("PATCH", UPLOAD).nth(1).unseen().answer(Behaviour.status(413));
        assertArrived(upload(6 * MIB));
        assertThat(ranges())
                .containsExactly("whole", "0-" + (3 * MIB - 1), 3 * MIB + "-" + (6 * MIB - 1));
    }

    @Test
    void aRegistryThatFindsEverythingTooLargeIsGivenUp() throws IOException {
        registry.on("PATCH", UPLOAD).unseen().answer(Behaviour.status(413));
        Blob blob = blob(6 * MIB);
        assertThatThrownBy(() -> upload(blob))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("413");
        assertThat(registry.requests("PATCH", UPLOAD)).hasSizeLessThan(5);
    }

    @Test
    void aRegistryThatClaimsToHaveMoreThanWasSentIsRefused() throws IOException {
        registry.on("PATCH", UPLOAD).answer(Behaviour.header("Range", "0-99999999"));
        Blob blob = blob(6 * MIB);
        assertThatThrownBy(() -> upload(blob))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("says that it has 100000000 bytes");
    }

    @Test
    void aRegistryThatSaysItStoredSomethingElseIsRefused() throws IOException {
        String other = "sha256:" + "0".repeat(64);
        registry.on("PUT", UPLOAD).answer(Behaviour.header("Docker-Content-Digest", other));
        Blob blob = blob(1000);
        assertThatThrownBy(() -> upload(blob))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("says that it stored " + other);
    }

    @Test
    void aRegistryThatTakesNothingIsNotWaitedForForEver() throws IOException {
        registry.on("PATCH", UPLOAD).unseen().holdRequest(new CountDownLatch(1));
        Blob blob = blob(40 * MIB);
        assertThatThrownBy(() -> upload(blob))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("stands still");
        assertThat(registry.unfinishedUploads()).isZero();
    }

    @Test
    void anUploadWithoutAPlaceIsRefused() throws IOException {
        registry.on("POST", "/v2/.*").answer(Behaviour.withoutHeader("Location"));
        Blob blob = blob(1000);
        assertThatThrownBy(() -> upload(blob))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("without saying where to send the blob");
    }

    @Test
    void aPlaceMayBeNamedInFull() throws IOException {
        registry.on("POST", "/v2/.*")
                .answer((request, normal) ->
                        normal.withHeader(
                                "Location",
                                registry.uri() + normal.header("Location").orElseThrow()));
        assertArrived(upload(1000));
    }

    @Test
    void aPlaceAtAnotherHostGetsTheBlobWithoutAnyHeaderThatWasNotMeantForIt() throws IOException {
        LoopbackRegistry other = fixture.another();
        other.on("PUT", "/store/here").answer(Behaviour.reply(201, "text/plain", ""));
        registry.on("POST", "/v2/.*")
                .answer(Behaviour.header("Location", other.uri() + "/store/here?signature=abc"));
        Blob blob = upload(1000);
        assertThat(other.requests())
                .singleElement()
                .satisfies(put -> {
                    assertThat(put.content()).isEqualTo(Files.readAllBytes(blob.file()));
                    assertThat(put.parameters("signature")).containsExactly("abc");
                    assertThat(put.parameters("digest")).containsExactly(blob.digest());
                    assertThat(put.header("Authorization")).isEmpty();
                });
    }

    @Test
    void aPlaceThatIsNoUrlIsRefused() throws IOException {
        registry.on("POST", "/v2/.*").answer(Behaviour.header("Location", "ftp://x/y"));
        Blob blob = blob(10);
        assertThatThrownBy(() -> upload(blob)).isInstanceOf(Unavailable.class);
    }

    @Test
    void aRegistryWithTlsCannotSendTheBlobWhereThereIsNone() throws IOException {
        LoopbackRegistry plain = fixture.another();
        try (RegistryFixture tls = new RegistryFixture(LoopbackRegistry.startTls())) {
            tls.registry
                    .on("POST", "/v2/.*")
                    .answer(Behaviour.header("Location", plain.uri() + "/store"));
            Blob blob = blob(10);
            PushSession session =
                    tls.client()
                            .push(
                                    RegistryFixture.reference(tls.registry.host(), "x").nameOnly(),
                                    RegistryFixture.NOBODY);
            assertThatThrownBy(() -> session.upload(blob.descriptor(), blob.file(), new Recorder()))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("without TLS");
        }
        assertThat(plain.requests()).isEmpty();
    }

    @Test
    void aLargeBlobGoesOverTlsAndThroughACut() throws IOException {
        try (RegistryFixture tls = new RegistryFixture(LoopbackRegistry.startTls())) {
            tls.registry.on("PATCH", UPLOAD).nth(1).cutRequestAfter(2 * MIB);
            Blob blob = blob(6 * MIB);
            tls.client()
                    .push(
                            RegistryFixture.reference(tls.registry.host(), "x").nameOnly(),
                            RegistryFixture.NOBODY)
                    .upload(blob.descriptor(), blob.file(), new Recorder());
            assertThat(tls.registry.hasBlob("library/app", blob.digest())).isTrue();
        }
    }

    @Test
    void theListenerHearsHowFarAnUploadIsAndCanEndIt() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        registry.on("PATCH", UPLOAD).answer(Behaviour.silentUntil(gate));
        Blob blob = blob(6 * MIB);
        UploadListener leaving =
                new UploadListener() {
                    @Override
                    public void sent(long bytes) {
                        if (bytes == 6 * MIB) {
                            throw new Cancelled("the client went away");
                        }
                    }

                    @Override
                    public void retrying(int seconds) {}
                };
        assertThatThrownBy(() -> session().upload(blob.descriptor(), blob.file(), leaving))
                .isInstanceOf(Cancelled.class);
        assertThat(registry.requests("PUT", UPLOAD)).isEmpty();
    }

    @Test
    void aManifestIsPutAsItIsAndTriedAgainWhenTheRegistryFails() {
        registry.on("PUT", ".*/manifests/.*").nth(1).unseen().answer(Behaviour.status(502));
        String text = new String(fixture.image.manifest(), java.nio.charset.StandardCharsets.UTF_8);
        session().putManifest(fixture.manifestDescriptor(), text, "again");
        assertThat(registry.manifestBytes("library/app", "again"))
                .isEqualTo(fixture.image.manifest());
        Request put = registry.requests("PUT", ".*/manifests/.*").getLast();
        assertThat(put.header("Content-Type")).contains(fixture.image.manifestType());
    }

    @Test
    void aManifestThatIsStoredUnderAnotherDigestIsAnError() {
        registry.on("PUT", ".*/manifests/.*")
                .answer(Behaviour.header("Docker-Content-Digest", "sha256:" + "1".repeat(64)));
        String text = new String(fixture.image.manifest(), java.nio.charset.StandardCharsets.UTF_8);
        assertThatThrownBy(() -> session().putManifest(fixture.manifestDescriptor(), text, "again"))
                .isInstanceOf(Corrupt.class);
    }
}
