package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.BLOBS;
import static dev.varve.registry.RegistryFixture.readAll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.Request;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.registry.RegistrySession.BlobStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

class BlobsTest {
    private final RegistryFixture fixture = new RegistryFixture();
    private final Descriptor blob = fixture.layerDescriptor();
    private final byte[] bytes = fixture.layer.blob();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void rangeStartsAtTheOffset() throws Exception {
        try (BlobStream stream = fixture.session().blob(blob, 10)) {
            assertThat(stream.offset()).isEqualTo(10);
            assertThat(stream.body().readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(bytes, 10, bytes.length));
        }
        Request request = fixture.registry.requests("GET", BLOBS).getFirst();
        assertThat(request.header("Range")).contains("bytes=10-");
        assertThat(request.header("Accept")).isEmpty();
    }

    @Test
    void serverWithoutRangesAnswersFromZero() throws Exception {
        fixture.registry.withoutRanges();
        assertWholeFromOffset(10, 1);
    }

    @Test
    void anotherRangeThanAskedForIsNotUsed() throws Exception {
        fixture.registry
                .on("GET", BLOBS)
                .nth(1)
                .answer(Behaviour.header("Content-Range", "bytes 5-20/21"));
        assertWholeFromOffset(10, 2);
    }

    @Test
    void refusedRangeIsAskedForWhole() throws Exception {
        fixture.registry.on("GET", BLOBS).nth(1).answer(Behaviour.status(416));
        assertWholeFromOffset(10, 2);
    }

    @Test
    void cutBodyFailsTheReader() throws Exception {
        fixture.registry.on("GET", BLOBS).answer(Behaviour.cutAfter(20));
        try (BlobStream stream = fixture.session().blob(blob, 0)) {
            assertThat(stream.body().readNBytes(20)).isEqualTo(Arrays.copyOf(bytes, 20));
            assertThatThrownBy(() -> stream.body().read()).isInstanceOf(IOException.class);
        }
        assertThat(fixture.registry.requests("GET", BLOBS)).hasSize(1);
    }

    @Test
    void stalledBodyFailsTheReaderAfterTheLimit() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        fixture.registry.on("GET", BLOBS).answer(Behaviour.stallAfter(20, never));
        try (BlobStream stream = fixture.session().blob(blob, 0)) {
            assertThatThrownBy(() -> stream.body().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the connection brought nothing for");
        }
    }

    @Test
    void stallIsNoticedWhileSkippingToo() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        fixture.registry.on("GET", BLOBS).answer(Behaviour.stallAfter(20, never));
        try (BlobStream stream = fixture.session().blob(blob, 0)) {
            assertThatThrownBy(() -> stream.body().skipNBytes(30)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void wrongContentLengthIsRefusedBeforeTheBody() {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 7);
        fixture.registry.on("GET", BLOBS).answer(Behaviour.body(longer));
        assertThatThrownBy(() -> fixture.session().blob(blob, 0))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("has " + longer.length + " bytes at http://127.0.0.1:")
                .hasMessageEndingWith("its manifest says " + bytes.length);
    }

    @Test
    void missingBlobIsNotFound() {
        Descriptor other = new Descriptor("layer", Digest.sha256(new byte[1]), 1);
        assertThatThrownBy(() -> fixture.session().blob(other, 0))
                .isInstanceOf(NotFound.class)
                .hasMessage("blob unknown: blob unknown to registry");
    }

    @Test
    void retryingABlobIsLeftToTheCaller() {
        fixture.registry.on("GET", BLOBS).answer(Behaviour.status(503));
        assertThatThrownBy(() -> fixture.session().blob(blob, 0))
                .isInstanceOfSatisfying(
                        Unavailable.class, e -> assertThat(e.status()).isEqualTo(503));
        assertThat(fixture.registry.requests("GET", BLOBS)).hasSize(1);
        assertThat(fixture.waits).isEmpty();
    }

    @Test
    void blobIsReadWhole() throws Exception {
        assertThat(readAll(fixture.session(), blob)).isEqualTo(bytes);
    }

    private void assertWholeFromOffset(long offset, int requests) throws Exception {
        try (BlobStream stream = fixture.session().blob(blob, offset)) {
            assertThat(stream.offset()).isZero();
            assertThat(stream.body().readAllBytes()).isEqualTo(bytes);
        }
        assertThat(fixture.registry.requests("GET", BLOBS)).hasSize(requests);
    }
}
