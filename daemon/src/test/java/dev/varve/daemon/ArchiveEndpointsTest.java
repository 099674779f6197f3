package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(60)
final class ArchiveEndpointsTest {
    @TempDir Path directory;
    TestDaemon daemon;
    RawClient client;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
        client = daemon.client();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Answer post(String target, String body) throws IOException {
        return client.send(
                "POST "
                        + target
                        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    @Test
    void aCompressedArchiveIsAskedForAtARouteOfVarvesOwn() throws IOException {
        Answer zstd = client.get("/varve/v1/images/get?names=a&names=b&compression=zstd");
        assertThat(zstd.header("Content-Type")).isEqualTo("application/zstd");
        Answer wrong = client.get("/varve/v1/images/get?names=a&compression=rar");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(daemon.store.archives.calls).containsExactly("save [a, b] Optional.empty ZSTD");
    }

    @Test
    void anArchiveIsSentAsItIsMade() throws IOException {
        Answer answer = client.get("/v1.51/images/get?names=a/b:1&names=c");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-tar");
        assertThat(answer.body()).isEqualTo("half an archive");
        client.get(
                "/images/a/b:1/get?platform=%7B%22os%22:%22linux%22,%22architecture%22:%22arm%22%7D");
        client.get("/v1.47/images/x/get?platform=nonsense");
        assertThat(daemon.store.archives.calls)
                .containsExactly(
                        "save [a/b:1, c] Optional.empty",
                        "save [a/b:1] Optional[linux/arm]",
                        "save [x] Optional.empty");
    }

    @Test
    void whatCannotBeSavedIsAnHttpErrorAndLaterABrokenConnection() throws IOException {
        Answer missing = client.get("/images/get?names=nope");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("Content-Type")).isEqualTo("application/json");
        assertThat(missing.body()).isEqualTo("{\"message\":\"No such image: nope\"}\n");
        assertThat(client.get("/images/x/get?platform=nonsense").status()).isEqualTo(400);
        assertThatThrownBy(() -> client.get("/images/get?names=broken"))
                .as("the chunked body has no end")
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void aLoadIsToldInDockersWords() throws IOException {
        Answer answer = post("/v1.51/images/load?quiet=0", "bytes");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body().replaceAll("\"progress\":\"[^\"]*\",", ""))
                .isEqualTo(
                        """
                        {"status":"Loading layer","progressDetail":{"current":3,"total":9},"id":"cccccccccccc"}
                        {"status":"Loading layer","progressDetail":{"current":9,"total":9},"id":"cccccccccccc"}
                        {"stream":"The image a:1 already exists, renaming the old one with ID %s to empty string\\n"}
                        {"stream":"Loaded image: a:1\\n"}
                        {"stream":"Loaded image ID: %s\\n"}
                        """
                                .formatted(FakeArchives.OLD, FakeArchives.ID)
                                .replace("\n", "\r\n"));
        assertThat(daemon.store.archives.calls).containsExactly("load bytes Optional.empty");
    }

    @Test
    void aQuietLoadTellsNoLayers() throws IOException {
        assertThat(post("/images/load", "bytes").body()).startsWith("{\"stream\":\"The image");
        assertThat(post("/images/load?quiet=1", "bytes").body()).doesNotContain("Loading layer");
    }

    @Test
    void aFailedLoadIsALineOfATwoHundred() throws IOException {
        Answer answer = post("/images/load", "wrong" + "x".repeat(3_000_000));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "{\"errorDetail\":{\"code\":422,\"message\":\"invalid archive: does not"
                                + " contain a manifest.json\"}");
    }

    @Test
    void anImportTellsTheImagesId() throws IOException {
        Answer answer =
                post("/images/create?fromSrc=-&repo=foo%3Abar&message=m&changes=CMD+x", "tar");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"" + FakeArchives.ID + "\"}\r\n");
        assertThat(daemon.store.archives.calls)
                .containsExactly("import tar Optional[docker.io/library/foo:bar] m");
        assertThat(post("/images/create?fromSrc=http://x/y.tar", "").body())
                .startsWith("{\"status\":\"Downloading from http://x/y.tar\"}\r\n")
                .contains("\"status\":\"Importing\"")
                .endsWith("{\"status\":\"" + FakeArchives.ID + "\"}\r\n");
    }

    @Test
    void anImportThatMakesNoSenseIsRefusedThoughItsBodyIsStillComing() throws IOException {
        String tar = "x".repeat(3_000_000);
        Answer change = post("/images/create?fromSrc=-&changes=RUN+x", tar);
        assertThat(change.status()).isEqualTo(400);
        assertThat(change.body()).contains("RUN is not a valid change command");
        assertThat(post("/images/create?fromSrc=-&repo=UPPER", tar).status()).isEqualTo(400);
        assertThat(post("/images/create?fromSrc=-&repo=sha256", tar).body())
                .contains("refusing to create an ambiguous tag");
        assertThat(post("/images/create", "").status()).isEqualTo(400);
        assertThat(post("/images/create?fromSrc=-", "wrong").status()).isEqualTo(500);
    }
}
