package dev.varve.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.disk.StoreLayout;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several downloads at once, which are marked together.
@Timeout(120)
class MarkRoundsTest {
    private static final int COUNT = 3;
    private static final int LENGTH = 12 << 20;
    private static final int PIECE = 1 << 16;
    private static final int EIO = 5;
    private static final List<byte[]> CONTENTS = new ArrayList<>();
    private static final List<Descriptor> BLOBS = new ArrayList<>();

    static {
        for (int i = 0; i < COUNT; i++) {
            byte[] content = new byte[LENGTH];
            new Random(i).nextBytes(content);
            CONTENTS.add(content);
            BLOBS.add(new Descriptor("application/octet-stream", Digest.sha256(content), LENGTH));
        }
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Ingest> ingests = new ArrayList<>();

    @TempDir Path directory;
    private StoreLayout layout;

    @BeforeEach
    void openIngests() throws IOException {
        layout = new StoreLayout(directory.resolve("root"));
        layout.create();
        BlobStore blobs = new BlobStore(layout);
        for (Descriptor blob : BLOBS) {
            ingests.add(blobs.ingest(blob));
        }
    }

    @AfterEach
    void closeIngests() throws IOException {
        for (Ingest ingest : ingests) {
            ingest.close();
        }
        threads.close();
    }

    private void appendPiece(int blob) throws IOException {
        Ingest ingest = ingests.get(blob);
        ingest.append(CONTENTS.get(blob), (int) ingest.received(), PIECE);
    }

    private Void bring(int blob) throws IOException {
        while (ingests.get(blob).received() < LENGTH) {
            appendPiece(blob);
        }
        ingests.get(blob).finish();
        return null;
    }

    /// The greatest offset for which the marks on the disk speak.
    private long marked(int blob) throws IOException {
        Path marks = Marks.fileOf(layout.ingest(BLOBS.get(blob).digest()));
        long greatest = 0;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(marks));
            while (bytes.remaining() >= Long.BYTES + 32) {
                greatest = Math.max(greatest, bytes.getLong());
                bytes.position(bytes.position() + 32);
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
        return greatest;
    }

    @Test
    void allTogetherNeverHaveMoreThanTheLimitWithoutAMark() throws IOException {
        for (int arrived = 0; arrived + PIECE < LENGTH; arrived += PIECE) {
            for (int blob = 0; blob < COUNT; blob++) {
                appendPiece(blob);
                long unmarked = 0;
                for (int other = 0; other < COUNT; other++) {
                    unmarked += ingests.get(other).received() - marked(other);
                }
                assertThat(unmarked).isLessThan(MarkRounds.LIMIT);
            }
        }
        assertThat(marked(0)).isPositive();
    }

    @Test
    void aRoundIsForAll() throws IOException {
        int pieces = 0;
        while (marked(0) == 0) {
            // Until a round is due; nothing more arrives then, so that there is no second one.
            if (pieces < 4 << 20 >> 16) {
                appendPiece(pieces++ % COUNT);
            }
            Thread.onSpinWait();
        }
        for (int blob = 1; blob < COUNT; blob++) {
            while (marked(blob) == 0) {
                Thread.onSpinWait();
            }
        }
        for (int blob = 0; blob < COUNT; blob++) {
            assertThat(marked(blob)).isEqualTo(ingests.get(blob).received());
        }
    }

    @Test
    void allThatAreBroughtAtOnceAreWhole() throws Exception {
        bringAll();
        for (int blob = 0; blob < COUNT; blob++) {
            assertThat(Files.readAllBytes(layout.ingest(BLOBS.get(blob).digest())))
                    .isEqualTo(CONTENTS.get(blob));
        }
    }

    @Test
    void oneThatTheDiskFailsDoesNotKeepTheOthersWaiting() throws Exception {
        String bad = layout.ingest(BLOBS.getFirst().digest()).toString();
        try (Seam.Watching _ = Seam.watch(layout.ingests(), step -> fail(step, bad))) {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    appendPiece(0);
                                }
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("fdatasync");
            bring(1);
            bring(2);
        }
        assertThat(ingests.get(1).isComplete()).isTrue();
        assertThat(ingests.get(2).isComplete()).isTrue();
    }

    @Test
    void afterAFailedFlushOnlyWhatWasMarkedBeforeIsLeft() throws Exception {
        String bad = layout.ingest(BLOBS.getFirst().digest()).toString();
        while (marked(0) == 0 || ingests.getFirst().received() < LENGTH) {
            appendPiece(0);
        }
        long known = marked(0);
        try (Seam.Watching _ = Seam.watch(layout.ingests(), step -> fail(step, bad))) {
            assertThatThrownBy(ingests.getFirst()::finish).isInstanceOf(IOException.class);
            ingests.getFirst().close();
        }
        assertThat(ingests.getFirst().isComplete()).isFalse();
        ingests.set(0, new BlobStore(layout).ingest(BLOBS.getFirst()));
        assertThat(ingests.getFirst().resumedFrom()).isBetween(known, LENGTH - 1L);
    }

    @Test
    void oneThatTheDiskFailedBeforeAnyMarkIsGone() throws Exception {
        Path file = layout.ingest(BLOBS.getFirst().digest());
        try (Seam.Watching _ = Seam.watch(layout.ingests(), step -> fail(step, file.toString()))) {
            appendPiece(0);
            ingests.getFirst().close();
        }
        assertThat(file).doesNotExist();
        ingests.set(0, new BlobStore(layout).ingest(BLOBS.getFirst()));
    }

    private static Verdict fail(Step step, String path) {
        return step.verb() == Verb.FSYNC && step.path().equals(path)
                ? new Verdict.Fail(EIO)
                : Verdict.GO;
    }

    private void bringAll() throws Exception {
        List<Future<Void>> ends = new ArrayList<>();
        for (int blob = 0; blob < COUNT; blob++) {
            int which = blob;
            Callable<Void> work = () -> bring(which);
            ends.add(threads.submit(work));
        }
        for (Future<Void> end : ends) {
            end.get();
        }
    }
}
