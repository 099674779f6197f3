package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.oci.Digest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/// What a start does with downloads that nobody came back to, by the time of their files. The clock
/// may have been wrong when that was set.
class OldDownloadsTest {
    private static final Digest BLOB = Digest.sha256("a blob".getBytes(UTF_8));

    @TempDir private Path root;
    private EngineFixture store;
    private Path partial;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(root, "vfs");
        store.stop();
        partial = root.resolve("ingest").resolve(BLOB.hex());
        Files.writeString(partial, "a bl");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void aDownloadOfSixDaysAgoIsKept() throws IOException {
        start(Duration.ofDays(-6));
        assertThat(partial).hasContent("a bl");
    }

    @Test
    void aDownloadOfEightDaysAgoGoes() throws IOException {
        start(Duration.ofDays(-8));
        assertThat(partial).doesNotExist();
    }

    @Test
    void aDownloadFromTheFutureIsKeptForSevenDaysFromNow() throws IOException {
        Instant before = Instant.now();
        start(Duration.ofDays(400));
        assertThat(partial).hasContent("a bl");
        assertThat(Files.getLastModifiedTime(partial).toInstant()).isBetween(before, Instant.now());
    }

    private void start(Duration age) throws IOException {
        Files.setLastModifiedTime(partial, FileTime.from(Instant.now().plus(age)));
        store.start();
    }
}
