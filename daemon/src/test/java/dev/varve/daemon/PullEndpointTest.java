package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.pull.PullRequest;
import dev.varve.reference.Reference;
import dev.varve.registry.Credentials;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

@Timeout(30)
final class PullEndpointTest {
    private static final Digest BLOB = Digest.parse("sha256:" + "b".repeat(64));

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

    @Test
    void aPullOfAllTagsHasADigestForEachAndOneStatus() throws IOException {
        daemon.store.pulling =
                (request, progress) -> {
                    assertThat(request.reference().isNameOnly()).isTrue();
                    Reference one = request.reference().withTag("1");
                    progress.accept(new PullEvent.Started("library/foo", one));
                    progress.accept(new PullEvent.OneDone(one, BLOB));
                    progress.accept(new PullEvent.AllDone(request.reference(), false));
                };
        assertThat(client.post("/images/create?fromImage=foo").body())
                .isEqualTo(
                        """
                        {"status":"Pulling from library/foo","id":"1"}\r
                        {"status":"Digest: %s"}\r
                        {"status":"Status: Image is up to date for foo"}\r
                        """
                                .formatted(BLOB));
    }

    @Test
    void aPullIsToldInDockersLines() throws IOException {
        daemon.store.pulling =
                (request, progress) -> {
                    Reference reference = request.reference();
                    progress.accept(new PullEvent.Started("library/busybox", reference));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.PULLING, 0, 0));
                    progress.accept(new PullEvent.Retrying(BLOB, 1));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.DOWNLOADING, 10, 100));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.DOWNLOADING, 11, 100));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.COMPLETE, 0, 0));
                    progress.accept(new PullEvent.Notice("WARNING: odd"));
                    progress.accept(new PullEvent.Done(reference, BLOB, true));
                };
        Answer answer =
                client.post("/v1.50/images/create?fromImage=docker.io%2Flibrary%2Fbusybox&tag=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        String.join(
                                "\r\n",
                                "{\"status\":\"Pulling from library/busybox\",\"id\":\"1\"}",
                                "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},"
                                        + "\"id\":\"bbbbbbbbbbbb\"}",
                                "{\"status\":\"Retrying in 1 second\",\"progressDetail\":{},"
                                        + "\"id\":\"bbbbbbbbbbbb\"}",
                                "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":10,"
                                        + "\"total\":100},\"progress\":\"[=====\\u003e"
                                        + " ".repeat(45)
                                        + "]      10B/100B\",\"id\":\"bbbbbbbbbbbb\"}",
                                "{\"status\":\"Pull complete\",\"progressDetail\":{},"
                                        + "\"id\":\"bbbbbbbbbbbb\"}",
                                "{\"status\":\"WARNING: odd\"}",
                                "{\"status\":\"Digest: " + BLOB + "\"}",
                                "{\"status\":\"Status: Downloaded newer image for busybox:1\"}",
                                ""));
    }

    @Test
    void beforeTheFirstLineAFailureIsAStatus() throws IOException {
        fail(new NotFound("manifest for busybox:1 not found"));
        Answer answer = client.post("/images/create?fromImage=busybox&tag=1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"message\":\"manifest for busybox:1 not found\"}\n");
        fail(Unauthorized.withoutCredentials("no basic auth credentials"));
        Answer asked = client.post("/images/create?fromImage=busybox&tag=1");
        assertThat(asked.status()).as("a 401 would make docker ask for a password").isEqualTo(500);
        assertThat(asked.header("Varve-Error")).isEqualTo("unauthorized");
        fail(new Unauthorized("unauthorized"));
        assertThat(client.post("/images/create?fromImage=busybox&tag=1").status()).isEqualTo(401);
        fail(new Unavailable("toomanyrequests", 429, null));
        assertThat(client.post("/images/create?fromImage=busybox&tag=1").status()).isEqualTo(429);
        fail(new Unavailable("received unexpected HTTP status", 503, null));
        assertThat(client.post("/images/create?fromImage=busybox&tag=1").status()).isEqualTo(500);
        fail(new Unavailable("no route", null));
        assertThat(client.post("/images/create?fromImage=busybox&tag=1").status()).isEqualTo(503);
    }

    @Test
    void afterTheFirstLineAFailureIsTheLastLine() throws IOException {
        daemon.store.pulling =
                (request, progress) -> {
                    progress.accept(new PullEvent.Started("a", request.reference()));
                    throw new Unauthorized("no <entry>");
                };
        Answer answer = client.post("/images/create?fromImage=a&tag=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"status\":\"Pulling from a\",\"id\":\"1\"}\r\n"
                                + "{\"errorDetail\":{\"code\":403,"
                                + "\"message\":\"no \\u003centry\\u003e\"},"
                                + "\"error\":\"no \\u003centry\\u003e\"}\r\n");
    }

    @Test
    void theCodeOfAnErrorLineTellsDamageAndNetworkApart() throws IOException {
        assertThat(codeAfterFirstLine(new Corrupt("bad bytes"))).contains("\"code\":422");
        assertThat(codeAfterFirstLine(new Unavailable("gone", 502, null))).contains("\"code\":503");
        assertThat(codeAfterFirstLine(new NoSpace("full", null))).contains("\"code\":507");
    }

    @Test
    void aPullByDigestIsShownUnderItsWholeReference() throws IOException {
        daemon.store.pulling =
                (request, progress) ->
                        progress.accept(new PullEvent.Started("a/b", request.reference()));
        assertThat(client.post("/images/create?fromImage=r.test/a/b:1&tag=" + BLOB).body())
                .contains("\"id\":\"r.test/a/b@" + BLOB + "\"");
    }

    @Test
    void everyLineIsThereBeforeTheNext() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        daemon.store.pulling =
                (request, progress) -> {
                    progress.accept(new PullEvent.Notice("one"));
                    await(seen);
                };
        try (SocketChannel channel = connect("/images/create?fromImage=a&tag=1")) {
            ByteBuffer in = ByteBuffer.allocate(4096);
            String text = "";
            while (!text.contains("{\"status\":\"one\"}\r\n")) {
                assertThat(channel.read(in)).isPositive();
                text = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
            }
            seen.countDown();
        }
    }

    @Test
    void aPullWhoseClientLeftIsCancelled() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        daemon.store.pulling =
                (request, progress) -> {
                    try {
                        for (int i = 0; i < Integer.MAX_VALUE; i++) {
                            progress.accept(new PullEvent.Notice("line " + i));
                        }
                    } catch (Cancelled e) {
                        ended.countDown();
                        throw e;
                    }
                };
        connect("/images/create?fromImage=a&tag=1").close();
        ended.await();
    }

    @Test
    void stoppingTheDaemonCancelsPulls() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        daemon.store.pulling =
                (request, progress) -> {
                    progress.accept(new PullEvent.Notice("begun"));
                    running.countDown();
                    while (true) {
                        progress.accept(new PullEvent.Layer(BLOB, LayerState.DOWNLOADING, 1, 2));
                        Thread.onSpinWait();
                    }
                };
        try (SocketChannel channel = connect("/images/create?fromImage=a&tag=1")) {
            running.await();
            daemon.close();
            ByteBuffer in = ByteBuffer.allocate(65536);
            while (in.hasRemaining() && channel.read(in) >= 0) {
                Thread.onSpinWait();
            }
            assertThat(new String(in.array(), 0, in.position(), StandardCharsets.UTF_8))
                    .contains("the daemon is stopping");
        }
        assertThat(daemon.store.cancelled).isTrue();
        assertThat(daemon.store.closed).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "fromImage=scratch&tag=latest,403,'scratch' is a reserved name",
        "fromImage=Foo&tag=1,400,must be lowercase",
        "fromImage=foo&tag=a%20b,400,invalid tag format",
        "fromImage=foo&tag=1&platform=a/b/c/d,400,platform"
    })
    void whatCannotBePulledIsRefused(String query, int status, String message) throws IOException {
        Answer answer = client.post("/images/create?" + query);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(message);
        assertThat(daemon.store.pulls).isEmpty();
    }

    @Test
    void credentialsAndPlatformComeAlong() throws IOException {
        assertThat(pulled("", "").credentials()).isEqualTo(new Credentials.Anonymous());
        assertThat(pulled("{}", "").credentials()).isEqualTo(new Credentials.Anonymous());
        assertThat(pulled("{\"username\":\"u\",\"password\":\"p\"}", "").credentials())
                .isEqualTo(new Credentials.Password("u", "p"));
        assertThat(pulled("{\"auth\":\"dTpwOnE=\"}", "").credentials())
                .isEqualTo(new Credentials.Password("u", "p:q"));
        assertThat(pulled("{\"username\":\"u\",\"identitytoken\":\"t\"}", "").credentials())
                .isEqualTo(new Credentials.IdentityToken("t"));
        assertThat(pulled("{\"registrytoken\":\"t\"}", "").credentials())
                .isEqualTo(new Credentials.RegistryToken("t"));
        assertThat(pulled("not json", "").credentials()).isEqualTo(new Credentials.Anonymous());
        assertThat(pulled("", "&platform=linux%2Farm64").platform())
                .isEqualTo(Optional.of(new Platform("linux", "arm64", "")));
        client.request("POST", "/images/create?fromImage=a&tag=1", "X-Registry-Auth: %%%\r\n");
        assertThat(daemon.store.pulls.getLast().credentials())
                .isEqualTo(new Credentials.Anonymous());
    }

    private PullRequest pulled(String auth, String more) throws IOException {
        String header =
                Base64.getUrlEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8));
        Answer answer =
                client.request(
                        "POST",
                        "/images/create?fromImage=a&tag=1" + more,
                        "X-Registry-Auth: " + header + "\r\nContent-Length: 0\r\n");
        assertThat(answer.status()).isEqualTo(200);
        return daemon.store.pulls.getLast();
    }

    private String codeAfterFirstLine(StoreException failure) throws IOException {
        daemon.store.pulling =
                (request, progress) -> {
                    progress.accept(new PullEvent.Notice("begun"));
                    throw failure;
                };
        return client.post("/images/create?fromImage=a&tag=1").body();
    }

    private void fail(StoreException failure) {
        daemon.store.pulling =
                (request, progress) -> {
                    throw failure;
                };
    }

    private SocketChannel connect(String target) throws IOException {
        SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(daemon.config.socket()));
        channel.write(
                ByteBuffer.wrap(
                        ("POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
