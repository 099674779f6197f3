package dev.varve.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.disk.StoreLayout;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/// A partial blob after the process, or the machine, went away without a word: what is on the disk
/// is put there by hand.
class MarksTest {
    private static final byte[] CONTENT = new byte[12 << 20];
    private static final int PIECE = 1 << 16;

    static {
        new Random(8).nextBytes(CONTENT);
    }

    private static final Descriptor BLOB =
            new Descriptor("application/octet-stream", Digest.sha256(CONTENT), CONTENT.length);

    @TempDir Path directory;
    private StoreLayout layout;
    private BlobStore blobs;
    private Path file;
    private Path marks;

    @BeforeEach
    void openStore() throws IOException {
        layout = new StoreLayout(directory.resolve("root"));
        layout.create();
        blobs = new BlobStore(layout);
        file = layout.ingest(BLOB.digest());
        marks = file.resolveSibling(file.getFileName() + ".marks");
    }

    private static void append(Ingest ingest, int end) throws IOException {
        for (int at = (int) ingest.received(); at < end; at += PIECE) {
            ingest.append(CONTENT, at, Math.min(PIECE, end - at));
        }
    }

    /// What is on the disk while 10 MiB have arrived, as a crash finds it.
    private void crashAfter10MiB() throws IOException {
        byte[] arrived;
        byte[] known;
        try (Ingest ingest = blobs.ingest(BLOB)) {
            append(ingest, 10 << 20);
            arrived = Files.readAllBytes(file);
            known = Files.readAllBytes(marks);
        }
        Files.write(file, arrived);
        Files.write(marks, known);
    }

    private long resumedFrom() throws IOException {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            return ingest.resumedFrom();
        }
    }

    @Test
    void afterACrashAtMost8MiBAreFetchedAgain() throws IOException {
        crashAfter10MiB();
        assertThat(resumedFrom()).isBetween(2L << 20, 10L << 20);
    }

    @Test
    void whatCameAfterTheLastMarkIsNotTrusted() throws IOException {
        crashAfter10MiB();
        long trusted = resumedFrom();
        byte[] garbage = Arrays.copyOf(CONTENT, 10 << 20);
        Arrays.fill(garbage, (int) trusted, garbage.length, (byte) 0);
        Files.write(file, garbage);
        try (Ingest ingest = blobs.ingest(BLOB)) {
            assertThat(ingest.resumedFrom()).isEqualTo(trusted);
            append(ingest, CONTENT.length);
            ingest.finish();
        }
        assertThat(Files.mismatch(file, write("whole", CONTENT))).isEqualTo(-1);
    }

    @Test
    void aMarkWhoseBytesNeverReachedTheDiskDoesNotCount() throws IOException {
        crashAfter10MiB();
        byte[] torn = Arrays.copyOf(CONTENT, 10 << 20);
        torn[(5 << 20) + 5] ^= 1;
        Files.write(file, torn);
        assertThat(resumedFrom()).isBetween(1L, (5L << 20) + 5);
    }

    @Test
    void halfAMarkDoesNotCountAndHarmsNoneBeforeIt() throws IOException {
        crashAfter10MiB();
        long trusted = resumedFrom();
        Files.write(marks, new byte[17], StandardOpenOption.APPEND);
        assertThat(resumedFrom()).isEqualTo(trusted);
        assertThat(resumedFrom()).isEqualTo(trusted);
    }

    @Test
    void bytesWithoutMarksAreFetchedAgain() throws IOException {
        write("whole", CONTENT);
        Files.write(file, Arrays.copyOf(CONTENT, 3 << 20));
        assertThat(resumedFrom()).isZero();
        assertThat(file).hasSize(0);
    }

    @Test
    void aWholeBlobNeedsNoMark() throws IOException {
        Files.write(file, CONTENT);
        assertThat(resumedFrom()).isEqualTo(CONTENT.length);
    }

    @Test
    void aFinishedBlobLeavesNoMarks() throws IOException {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            append(ingest, CONTENT.length);
            assertThat(marks).exists();
            ingest.finish();
        }
        assertThat(marks).doesNotExist();
    }

    @Test
    void whoeverClosesAnIngestLosesNothing() throws IOException {
        try (Ingest ingest = blobs.ingest(BLOB)) {
            append(ingest, 1234);
        }
        assertThat(resumedFrom()).isEqualTo(1234);
    }

    @Test
    void aPruneTakesTheMarksToo() throws IOException {
        crashAfter10MiB();
        assertThat(blobs.discardIdleIngests(held -> false)).isEqualTo(10L << 20);
        assertThat(layout.ingests()).isEmptyDirectory();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }
}
