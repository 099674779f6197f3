package dev.varve.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Of the bodies that are taken in as a whole and are not small, four are in memory at once.
@Timeout(120)
final class LargeBodiesTest {
    private static final int LIMIT = 1 << 20;
    private static final int LENGTH = 40_000;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir Path directory;
    private BodyRoom room = BodyRoom.of(LIMIT, LONG, LONG);
    private UnixHttpServer server;
    private final List<Client> clients = new ArrayList<>();

    private void serve(Duration arrival, Duration patience) throws IOException {
        room = BodyRoom.of(LIMIT, arrival, patience);
        Router router =
                new Router()
                        .get("/small", request -> Response.text(200, "small", Map.of()))
                        .post(
                                "/length",
                                request ->
                                        Response.text(
                                                200,
                                                request.jsonBody().length() + " bytes",
                                                Map.of()));
        server = UnixHttpServer.start(directory.resolve("s"), router, room, "test");
    }

    @AfterEach
    void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        await("everything is given back", () -> room.large().availablePermits() == 4);
        server.close();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Who sends a body of [#LENGTH] bytes, and its last byte when it is told to.
    private final class Client implements AutoCloseable {
        private final SocketChannel channel;

        Client(String headers) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")));
            clients.add(this);
            say(
                    "POST /length HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + headers
                            + "Content-Length: "
                            + LENGTH
                            + "\r\n\r\n"
                            + "x".repeat(LENGTH - 1));
        }

        void say(String words) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(words.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        Client finish() throws IOException {
            say("x");
            return this;
        }

        /// Up to the end of the body, whose length is given.
        String answer() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (!head.toString(US_ASCII).endsWith("\r\n\r\n") && channel.read(one) > 0) {
                head.write(one.array(), 0, 1);
                one.clear();
            }
            String length = header(head.toString(US_ASCII), "Content-Length");
            ByteBuffer body = ByteBuffer.allocate(Integer.parseInt(length));
            while (body.hasRemaining() && channel.read(body) >= 0) {
                // The rest follows.
            }
            return head.toString(US_ASCII) + new String(body.array(), US_ASCII);
        }

        /// Reads on to the end of what the daemon says.
        void awaitEnd() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(1024);
            while (channel.read(bytes) >= 0) {
                bytes.clear();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static String header(String head, String name) {
        Map<String, String> headers = new HashMap<>();
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return headers.getOrDefault(name, "");
    }

    private Client client() throws IOException {
        return new Client("");
    }

    /// Four that have their place and keep it.
    private List<Client> four() throws IOException {
        List<Client> four = new ArrayList<>();
        for (int i = 0; i < BodyRoom.LARGE_AT_ONCE; i++) {
            four.add(client());
        }
        await("all four are in", () -> room.large().availablePermits() == 0);
        return four;
    }

    private void awaitWaiting(int count) {
        await(count + " wait", () -> room.large().getQueueLength() == count);
    }

    private static void assertTaken(Client client) throws IOException {
        assertThat(client.answer()).startsWith("HTTP/1.1 200 ").endsWith(LENGTH + " bytes");
    }

    private static void assertRefused(Client client) throws IOException {
        assertThat(client.answer())
                .startsWith("HTTP/1.1 503 ")
                .contains("too many large requests at once: 4 bodies of more than 16384 bytes");
    }

    @Test
    void aFifthWaitsAndComesInWhenOneIsDone() throws IOException {
        serve(LONG, LONG);
        List<Client> four = four();
        Client fifth = client().finish();
        awaitWaiting(1);
        four.get(2).finish();
        assertTaken(four.get(2));
        assertTaken(fifth);
        for (Client other : List.of(four.get(0), four.get(1), four.get(3))) {
            assertTaken(other.finish());
        }
    }

    @Test
    void othersAreServedMeanwhile() throws IOException {
        serve(LONG, LONG);
        four();
        client().finish();
        awaitWaiting(1);
        Client other = client();
        awaitWaiting(2);
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            for (String request :
                    List.of(
                            "GET /small HTTP/1.1\r\nHost: x\r\n\r\n",
                            "POST /length HTTP/1.1\r\nHost: x\r\nContent-Type:"
                                    + " application/json\r\nContent-Length: 3\r\n\r\nxyz")) {
                channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
                ByteBuffer answer = ByteBuffer.allocate(4096);
                assertThat(channel.read(answer)).isPositive();
                assertThat(new String(answer.array(), US_ASCII)).startsWith("HTTP/1.1 200 ");
            }
        }
        assertThat(room.large().getQueueLength()).isEqualTo(2);
        other.close();
    }

    @Test
    void whoWaitsTooLongIsRefusedAndTheConnectionGoesOn() throws IOException {
        serve(LONG, SHORT);
        List<Client> four = four();
        Client fifth = client().finish();
        assertRefused(fifth);
        fifth.say("GET /small HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(fifth.answer()).startsWith("HTTP/1.1 200 ").endsWith("small");
        assertTaken(four.getFirst().finish());
        assertTaken(client().finish());
    }

    @Test
    void whoIsRefusedAndAskedForTheEndGetsIt() throws IOException {
        serve(LONG, SHORT);
        four();
        Client fifth = new Client("Connection: close\r\n").finish();
        assertRefused(fifth);
        fifth.awaitEnd();
    }

    @Test
    void whoIsRefusedAndNeverEndsItsBodyIsCutOff() throws IOException {
        serve(SHORT, LONG);
        room.large().acquireUninterruptibly(4);
        try {
            Client fifth = client();
            awaitWaiting(1);
            room.large().release(4);
            assertThat(fifth.answer()).startsWith("HTTP/1.1 408 ");
            fifth.awaitEnd();
        } finally {
            await("it has left", () -> room.large().availablePermits() == 4);
        }
    }

    @Test
    void whoIsRefusedForWantOfRoomAndNeverEndsItsBodyIsCutOff() throws IOException {
        serve(SHORT, SHORT);
        room.large().acquireUninterruptibly(4);
        try {
            Client fifth = client();
            assertRefused(fifth);
            fifth.awaitEnd();
        } finally {
            room.large().release(4);
        }
    }

    @Test
    void timeThatABodyWaitsForRoomIsNotItsOwn() throws IOException {
        serve(SHORT, LONG);
        room.large().acquireUninterruptibly(4);
        Client fifth = client().finish();
        awaitWaiting(1);
        long start = System.nanoTime();
        await("its own time would be over", () -> System.nanoTime() - start > 600_000_000L);
        room.large().release(4);
        assertTaken(fifth);
    }

    @Test
    void whoGoesAwayGivesItsPlaceToTheNext() throws IOException {
        serve(LONG, LONG);
        List<Client> four = four();
        Client fifth = client().finish();
        awaitWaiting(1);
        four.get(1).close();
        assertTaken(fifth);
    }

    @Test
    void whoGoesAwayWhileItWaitsKeepsNobodyOut() throws IOException {
        serve(LONG, LONG);
        List<Client> four = four();
        client().close();
        awaitWaiting(1);
        Client sixth = client().finish();
        awaitWaiting(2);
        assertTaken(four.getFirst().finish());
        assertTaken(sixth);
    }

    @Test
    void sixtyAtOnceAreAllAnswered() throws Exception {
        serve(LONG, LONG);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Client each = new Client(i % 2 == 0 ? "Connection: close\r\n" : "");
                boolean closes = i % 2 == 0;
                answers.add(
                        threads.submit(() -> {
                            String answer = each.finish().answer();
                            if (closes) {
                                each.awaitEnd();
                            }
                            return answer;
                        }));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).endsWith(LENGTH + " bytes");
            }
        }
    }
}
