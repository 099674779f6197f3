package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.fuzz.Fuzzing;
import dev.varve.fixtures.fuzz.Fuzzing.Answer;
import dev.varve.fixtures.fuzz.Inputs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Any bytes at all on the daemon's socket are answered, or the connection is closed; sane requests
/// are answered afterwards, and no file stays open.
final class HttpFuzzTest {
    private static final String HOST = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    private static final List<String> SAMPLES =
            List.of(
                    "GET /_ping" + HOST + "\r\n",
                    "GET /_ping HTTP/1.1\r\nHost: x\r\n\r\nGET /version HTTP/1.0\r\n\r\n",
                    "GET /v1.42/images/json?all=1&filters=%7B%22label%22%3A%5B%22a%22%5D%7D"
                            + HOST
                            + "\r\n",
                    "GET /containers/json?all=1&size=1&limit=3" + HOST + "\r\n",
                    "GET /images/a/json" + HOST + "\r\n",
                    "GET /images/a:latest/history" + HOST + "\r\n",
                    "GET /containers/cc/archive?path=/" + HOST + "\r\n",
                    "HEAD /containers/cc/archive?path=/created" + HOST + "\r\n",
                    "GET /containers/cc/changes" + HOST + "\r\n",
                    "GET /images/get?names=a" + HOST + "\r\n",
                    "GET /events?since=0&until=1" + HOST + "\r\n",
                    "GET /system/df?type=image" + HOST + "\r\n",
                    "GET /info" + HOST + "Accept-Encoding: gzip\r\n\r\n",
                    "POST /images/a/tag?repo=b&tag=c" + HOST + "Content-Length: 0\r\n\r\n",
                    "POST /images/prune?filters=%7B%22until%22%3A%5B%2224h%22%5D%7D"
                            + HOST
                            + "\r\n",
                    "POST /containers/create?name=n"
                            + HOST
                            + "Content-Type: application/json\r\n"
                            + "Content-Length: 65\r\n\r\n"
                            + "{\"Image\":\"a\",\"Env\":[\"A=b\"],\"Labels\":{\"x\":\"y\"},\"HostConfig\":{}"
                            + "   }",
                    "POST /containers/create"
                            + HOST
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "9\r\n{\"Image\":\r\n4;x=y\r\n\"a\"}\r\n0\r\nT: v\r\n\r\n",
                    "POST /commit?container=cc&repo=d&changes=ENV%20A=b"
                            + HOST
                            + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                    "POST /containers/cc/rename?name=dd" + HOST + "\r\n",
                    "POST /images/load?quiet=1"
                            + HOST
                            + "Content-Type: application/x-tar\r\nContent-Length: 5\r\n\r\nabcde",
                    "PUT /containers/cc/archive?path=/" + HOST + "Content-Length: 4\r\n\r\nabcd",
                    "DELETE /containers/n?force=1" + HOST + "\r\n",
                    "DELETE /images/b:c?noprune=1" + HOST + "\r\n",
                    "POST /varve/v1/system/check?level=quick" + HOST + "\r\n");
    private static final List<String> PIECES =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    " ",
                    "\t",
                    ":",
                    "\0",
                    "\r\n\r\n",
                    "GET ",
                    "POST ",
                    "PRI * ",
                    "OPTIONS * ",
                    "CONNECT x:1 ",
                    "HTTP/1.0",
                    "HTTP/2.0",
                    "HTTP/9",
                    "/v1.42",
                    "/v99.9",
                    "/../",
                    "//",
                    "%00",
                    "%2e%2e/",
                    "%",
                    "%zz",
                    "?",
                    "&",
                    "=",
                    "#",
                    ";",
                    "é",
                    "Host: y\r\n",
                    "Content-Length: -1\r\n",
                    "Content-Length: 99999999999999999999\r\n",
                    "Content-Length: 7\r\n",
                    "Content-Length: 0\r\nContent-Length: 1\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: gzip, chunked\r\n",
                    "Expect: 100-continue\r\n",
                    "Upgrade: tcp\r\nConnection: Upgrade\r\n",
                    "Connection: keep-alive\r\n",
                    "Content-Encoding: gzip\r\n",
                    "X-Registry-Auth: e30=\r\n",
                    "Content-Type: application/json\r\n",
                    "Content-Type: x/\r\n",
                    " folded: x\r\n",
                    "X: " + "y".repeat(9000) + "\r\n",
                    "ffffffffffffffff\r\n",
                    "0\r\n\r\n",
                    "-1\r\n",
                    "1;a=\"\r\n",
                    "{",
                    "}",
                    "[",
                    "null",
                    "\"Image\":\"a\"",
                    "\"Cmd\":",
                    "{\"a\":".repeat(70),
                    "\\ud800",
                    "1e999",
                    "containers/",
                    "images/",
                    "/json",
                    "force=1",
                    "all=",
                    "limit=-1",
                    "filters=");

    /// What makes the daemon ask other hosts or wait for events is not of this test.
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?i)fromimage|fromsrc|push|distribution|auth\\b|remote|/mount");

    /// Nothing comes any more for so long: the connection is left to itself, and counted.
    private static final int PATIENCE = 3_000;

    @TempDir Path directory;
    private int silent;

    @Test
    void anyBytesAreAnsweredAndNothingStaysOpen() throws Exception {
        try (RealDaemon daemon = new RealDaemon(directory).withContainer()) {
            Path socket = RealDaemon.socket(directory);
            for (String sample : SAMPLES) {
                say(socket, bytes(sample));
            }
            daemon.restore();
            long files = openFiles();
            int threads = threads();
            Inputs inputs = Inputs.ofTexts(SAMPLES, PIECES).mendedBy(HttpFuzzTest::harmless);
            Fuzzing.run("http", inputs, input -> answered(daemon, socket, input)).requireBoth();
            System.out.println("fuzz http: " + silent + " connections were left by the client");
            assertThat(daemon.client().get("/_ping").body()).isEqualTo("OK");
            waitUntilNoMoreThan(files, threads);
        }
    }

    private Answer answered(RealDaemon daemon, Path socket, byte[] input) throws IOException {
        String answer = say(socket, input);
        if (input.length % 8 == 0) {
            assertThat(daemon.client().get("/_ping").body()).isEqualTo("OK");
        }
        if (answer.isEmpty()) {
            return Answer.refused("closed without an answer");
        }
        assertThat(answer).startsWith("HTTP/1.");
        String status = answer.substring(9, 12);
        assertThat(status).as("%s", answer).isNotEqualTo("500");
        return status.compareTo("400") < 0
                ? Answer.TAKEN
                : Answer.refused(
                        answer.substring(9, answer.indexOf("\r\n"))
                                + answer.substring(answer.lastIndexOf("\r\n\r\n"))
                                        .replace('"', ' '));
    }

    /// Says the bytes and ends, as a client that has gone half-way, and takes what comes.
    private String say(Path socket, byte[] input) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap(input);
            ByteBuffer in = ByteBuffer.allocate(1 << 16);
            boolean ended = false;
            while (true) {
                if (selector.select(PATIENCE) == 0) {
                    silent++;
                    break;
                }
                selector.selectedKeys().clear();
                if (out.hasRemaining()) {
                    channel.write(out);
                }
                if (!out.hasRemaining() && !ended) {
                    ended = true;
                    channel.shutdownOutput();
                    channel.register(selector, SelectionKey.OP_READ);
                }
                if (channel.read(in) < 0) {
                    break;
                }
                all.write(in.array(), 0, in.position());
                in.clear();
            }
        } catch (IOException reset) {
            // The daemon may close while there is more to say.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] harmless(byte[] input, RandomGenerator random) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        return ELSEWHERE.matcher(text).find()
                ? bytes(SAMPLES.get(random.nextInt(SAMPLES.size())))
                : input;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The daemon closes idle connections, files and threads of its own in its time.
    private static void waitUntilNoMoreThan(long files, int threads) throws IOException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (openFiles() > files + 2 || threads() > threads + 16) {
            assertThat(System.nanoTime())
                    .as(
                            "%d open files, then %d; %d threads, then %d",
                            files, openFiles(), threads, threads())
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
