package dev.varve.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class IngestTest {
    private static final byte[] CONTENT = "sediment, layer upon layer".getBytes(UTF_8);
    private static final Descriptor BLOB =
            new Descriptor("application/octet-stream", Digest.sha256(CONTENT), CONTENT.length);

    @TempDir Path directory;
    private StoreLayout layout;
    private BlobStore blobs;

    @BeforeEach
    void openStore() throws IOException {
        layout = new StoreLayout(directory.resolve("root"));
        layout.create();
        blobs = new BlobStore(layout);
    }

    @Test
    void whatWasFinishedAndPublishedIsReadBack() throws IOException {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            ingest.append(CONTENT, 0, CONTENT.length);
            ingest.finish();
        }
        blobs.publish(List.of(BLOB), new HashMap<>());
        assertThat(blobs.readText(BLOB.digest())).isEqualTo(new String(CONTENT, UTF_8));
        assertThat(layout.ingest(BLOB.digest())).doesNotExist();
    }

    @Test
    void anIngestGoesOnWhereAnEarlierOneStopped() throws IOException {
        try (Ingest first = blobs.ingest(BLOB)) {
            first.append(CONTENT, 0, 10);
        }
        try (Ingest second = blobs.ingest(BLOB)) {
            assertThat(second.resumedFrom()).isEqualTo(10);
            second.append(CONTENT, 10, CONTENT.length - 10);
            second.finish();
        }
        assertThat(Files.readAllBytes(layout.ingest(BLOB.digest()))).isEqualTo(CONTENT);
    }

    @Test
    void anInterruptWhileItIsClosedDoesNotLoseWhatArrived() throws Exception {
        for (int length = 1; length < CONTENT.length; length++) {
            appendAndCloseUnderInterrupts(length);
            try (Ingest next = blobs.ingest(BLOB)) {
                assertThat(next.resumedFrom()).isEqualTo(length);
            }
        }
    }

    private void appendAndCloseUnderInterrupts(int length) throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CountDownLatch appended = new CountDownLatch(1);
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                try (Ingest ingest = blobs.ingest(BLOB)) {
                                    int there = (int) ingest.received();
                                    ingest.append(CONTENT, there, length - there);
                                    appended.countDown();
                                }
                                end.complete(null);
                            } catch (IOException | RuntimeException e) {
                                end.completeExceptionally(e);
                            }
                        });
        appended.await();
        while (thread.isAlive()) {
            thread.interrupt();
            Thread.onSpinWait();
        }
        end.get();
    }

    @Test
    void finishWithWrongBytesLeavesNothingBehind() throws IOException {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            ingest.append(new byte[CONTENT.length], 0, CONTENT.length);
            assertThatThrownBy(ingest::finish)
                    .isInstanceOf(Corrupt.class)
                    .hasMessageContaining("verification failed")
                    .hasMessageContaining(BLOB.digest().toString());
        }
        assertThat(layout.ingest(BLOB.digest())).doesNotExist();
    }

    @Test
    void moreBytesThanAnnouncedAreRefused() throws IOException {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            ingest.append(CONTENT, 0, CONTENT.length);
            assertThatThrownBy(() -> ingest.append(CONTENT, 0, 1)).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void aReaderFollowsTheWriterToTheEnd() throws Exception {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            CompletableFuture<byte[]> read =
                    CompletableFuture.supplyAsync(() -> {
                        try (InputStream in = ingest.reader()) {
                            return in.readAllBytes();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            for (int i = 0; i < CONTENT.length; i++) {
                ingest.append(CONTENT, i, 1);
            }
            ingest.finish();
            assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(CONTENT);
        }
    }

    @Test
    void aReaderFailsWhenTheTransferIsGivenUp() throws Exception {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        CountDownLatch reading = new CountDownLatch(1);
        try (Ingest ingest = blobs.ingest(BLOB)) {
            ingest.append(CONTENT, 0, 1);
            InputStream in = ingest.reader();
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            int first = in.read();
                            reading.countDown();
                            int second = in.read();
                            failed.completeExceptionally(
                                    new AssertionError("read " + first + ", " + second));
                        } catch (IOException e) {
                            failed.complete(null);
                        }
                    });
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
            ingest.fail(new IOException("the registry went away"));
            assertThat(failed.get(10, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void aBlobThatWasChangedOnTheDiskIsNotHandedOut() throws IOException {
        blobs.ingestText(BLOB, new String(CONTENT, UTF_8));
        blobs.publish(List.of(BLOB), new HashMap<>());
        Files.writeString(layout.blob(BLOB.digest()), "something else");
        assertThatThrownBy(() -> blobs.readText(BLOB.digest()))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("damaged");
    }
}
