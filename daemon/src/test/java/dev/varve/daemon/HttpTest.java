package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

final class HttpTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"/_ping", "/v1.24/_ping", "/v1.51/_ping"})
    void pingSaysOkAndWhoAnswers(String target) throws IOException {
        Answer answer = client.get(target);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
        assertCommonHeaders(answer);
    }

    @Test
    void headOfPingHasNoBody() throws IOException {
        Answer answer = client.request("HEAD", "/_ping", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Builder-Version")).isEqualTo("1");
        assertCommonHeaders(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nope",
        "GET,/",
        "GET,/v1.41",
        "GET,/v1.41/",
        "GET,/v1.41/networks/x",
        "POST,/_ping",
        "PUT,/images/json",
        "GET,/varve/v1/x"
    })
    void unknownPathOrWrongMethodIsPageNotFound(String method, String target) throws IOException {
        Answer answer = client.request(method, target, "Content-Length: 0\r\n");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"message\":\"page not found\"}\n");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertCommonHeaders(answer);
    }

    @Test
    void versionsOutsideTheRangeAreRefusedInDockersWords() throws IOException {
        Answer old = client.get("/v1.23/images/json");
        assertThat(old.status()).isEqualTo(400);
        assertThat(old.header("Content-Type")).startsWith("text/plain");
        assertThat(old.body())
                .isEqualTo(
                        "client version 1.23 is too old. Minimum supported API version is 1.24,"
                                + " please upgrade your client to a newer version\n");
        assertCommonHeaders(old);
        Answer young = client.get("/v1.52/images/json");
        assertThat(young.status()).isEqualTo(400);
        assertThat(young.body())
                .isEqualTo(
                        "{\"message\":\"client version 1.52 is too new. Maximum supported API"
                                + " version is 1.51\"}\n");
        assertThat(client.get("/v1..4/images/json").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/127.0.0.1:5000/a/busybox:7/json",
                "/v1.41/images/127.0.0.1:5000%2Fa%2Fbusybox:7/json",
                "/images/127.0.0.1%3A5000/a%2fbusybox:7/json"
            })
    void namesHaveSlashesPlainOrEscaped(String target) throws IOException {
        assertThat(client.get(target).status()).isEqualTo(200);
        assertThat(daemon.store.calls).containsExactly("inspect 127.0.0.1:5000/a/busybox:7");
    }

    @Test
    void digestsAreNamesToo() throws IOException {
        String name = "busybox@" + FakeStore.MANIFEST;
        assertThat(client.get("/images/" + name + "/json").status()).isEqualTo(200);
        assertThat(daemon.store.calls).containsExactly("inspect " + name);
    }

    @Test
    void badEscapesAreBadRequests() throws IOException {
        assertThat(client.get("/images/json?all=%zz").status()).isEqualTo(400);
        assertThat(client.get("/images/%zz/json").status()).isEqualTo(400);
        assertThat(client.get("/images/json?a=1;b=2").status()).isEqualTo(400);
        assertThat(daemon.store.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1,true",
        "True,true",
        "yes,true",
        "0,false",
        "False,false",
        "no,false",
        "none,false",
        "'',false",
        "%20FALSE%20,false"
    })
    void booleansAreGosAndPythons(String text, boolean value) throws IOException {
        client.get("/images/json?all=" + text);
        assertThat(daemon.store.calls).containsExactly("list  " + value + " false");
    }

    @Test
    void formsInBodiesCountAndComeFirst() throws IOException {
        String body = "repo=foo%2Fbar&tag=1";
        Answer answer =
                client.request(
                        "POST",
                        "/images/busybox/tag?tag=2",
                        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(daemon.store.calls).containsExactly("tag busybox docker.io/foo/bar:1");
    }

    @Test
    void chunkedBodiesThatNobodyReadsDoNoHarm() throws IOException {
        Answer answer =
                client.request(
                        "POST",
                        "/images/prune",
                        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "localhost:2375", "http+docker", "%2Frun%2Fx.sock"})
    void anyHostIsTaken(String host) throws IOException {
        Answer answer =
                client.send(
                        "GET /_ping HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    /// Found by fuzzing: Jetty blamed itself.
    @Test
    void malformedListsInHeadersAreTheClientsFault() throws IOException {
        String host = "a\":\"b\"x";
        Answer answer =
                client.send(
                        "GET /_ping HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("malformed header");
    }

    @Test
    void hugeHeadersAreRefusedAsJson() throws IOException {
        Answer answer = client.request("GET", "/_ping", "X: " + "x".repeat(70_000) + "\r\n");
        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).startsWith("{\"message\":");
    }

    @Test
    void nonsenseIsRefusedAsJson() throws IOException {
        Answer answer = client.send("NONSENSE\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"message\":");
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(daemon.config.socket()))) {
            for (int i = 0; i < 3; i++) {
                channel.write(
                        ByteBuffer.wrap(
                                "GET /_ping HTTP/1.1\r\nHost: a\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer in = ByteBuffer.allocate(4096);
                String text = "";
                while (!text.endsWith("OK")) {
                    channel.read(in);
                    text = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
                }
                assertThat(text).startsWith("HTTP/1.1 200 OK\r\n");
            }
        }
    }

    private static void assertCommonHeaders(Answer answer) {
        assertThat(answer.header("Api-Version")).isEqualTo("1.51");
        assertThat(answer.header("Ostype")).isEqualTo("linux");
        assertThat(answer.header("Docker-Experimental")).isEqualTo("false");
        assertThat(answer.header("Server")).matches("Varve/[^ ]+ \\(linux\\)");
    }
}
