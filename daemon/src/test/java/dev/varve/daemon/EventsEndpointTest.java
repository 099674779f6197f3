package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.event.Event;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

@Timeout(60)
final class EventsEndpointTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000000006Z");

    @TempDir Path directory;
    TestDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private void publish(String type, String action, Instant time) {
        daemon.store.events.publish(
                new Event(
                        type,
                        action,
                        "mine/app:1",
                        Map.of("name", "mine/app", "image", "<base>"),
                        time));
    }

    private Answer past(String parameters) throws IOException {
        return daemon.client().get(parameters);
    }

    /// A connection on which `GET /events` has been answered with its headers.
    private final class Following implements AutoCloseable {
        final SocketChannel channel;
        final BufferedReader in;
        final List<String> headers = new ArrayList<>();

        Following(String parameters) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(daemon.config.socket()));
            in = new BufferedReader(Channels.newReader(channel, UTF_8));
            send("GET /events" + parameters);
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                headers.add(line);
            }
        }

        void send(String request) throws IOException {
            String text = request + " HTTP/1.1\r\nHost: api.moby.localhost\r\n\r\n";
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        /// The content of the next chunk, "" for the last. Jetty ends a chunk together with the
        /// beginning of the next one.
        String chunk() throws IOException {
            String size = in.readLine();
            if (size.isEmpty()) {
                size = in.readLine();
            }
            String content = in.readLine();
            assertThat(content).hasSize(Math.max(0, Integer.parseInt(size, 16) - 1));
            return content;
        }

        /// Everything up to the end of the connection.
        String rest() throws IOException {
            StringWriter all = new StringWriter();
            in.transferTo(all);
            return all.toString();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anEventIsDockers() throws IOException {
        publish("container", "create", TIME);
        Answer answer = past("/v1.51/events?until=" + TIME.plusSeconds(1));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        """
                        {"status":"create","id":"mine/app:1","from":"\\u003cbase\\u003e",\
                        "Type":"container","Action":"create","Actor":{"ID":"mine/app:1",\
                        "Attributes":{"image":"\\u003cbase\\u003e","name":"mine/app"}},\
                        "scope":"local","time":1767323045,"timeNano":1767323045000000006}
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "since=0&until=1767323046, 3",
        "since=1767323045.000000006&until=1767323045.000000006, 1",
        "since=1767323045.000000007&until=1767323046, 1",
        "until=1767323045, 1",
        "since=2026-01-02T03:04:05Z&until=2026-01-02T04:04:05%2B01:00, 0",
        "since=100000h&until=1s, 3",
        "since=-62135596800.000000000&until=1767323046, 3"
    })
    void thePastIsCutByTimes(String parameters, int expected) throws IOException {
        publish("image", "pull", TIME.minusNanos(7));
        publish("image", "pull", TIME);
        publish("image", "pull", TIME.plusNanos(5));
        assertThat(past("/events?" + parameters).body().lines()).hasSize(expected);
    }

    @Test
    void filtersComeInBothEncodings() throws IOException {
        publish("image", "pull", TIME);
        publish("container", "create", TIME);
        String times = "/events?since=0&until=2026-02-01&filters=";
        for (String filters :
                List.of(
                        "{\"type\":{\"image\":true}}",
                        "{\"type\":[\"image\"],\"other\":[\"x\"]}")) {
            assertThat(past(times + URLEncoder.encode(filters, UTF_8)).body().lines())
                    .singleElement()
                    .asString()
                    .contains("\"Action\":\"pull\"");
        }
        Answer bad = past(times + URLEncoder.encode("{\"type\":\"image\"}", UTF_8));
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body()).isEqualTo("{\"message\":\"invalid filter\"}\n");
    }

    @Test
    void imagesThatAreCreatedAreToldFrom146On() throws IOException {
        publish("image", "create", TIME);
        assertThat(past("/v1.45/events?until=2026-02-01").body()).isEmpty();
        assertThat(past("/v1.46/events?until=2026-02-01").body()).isNotEmpty();
    }

    @Test
    void timesThatAreNoneAreRefused() throws IOException {
        Answer bad = past("/events?since=yesterday");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body()).contains("failed to parse value as time or duration");
        Answer order = past("/events?since=1.5&until=1");
        assertThat(order.status()).isEqualTo(400);
        assertThat(order.body()).contains("`since` time (1.5) cannot be after `until` time (1)");
    }

    @Test
    void headersComeAtOnceAndThenThePastAndThePresent() throws IOException {
        try (Following nothingYet = new Following("")) {
            assertThat(nothingYet.headers)
                    .contains("HTTP/1.1 200 OK", "Content-Type: application/json");
            publish("image", "pull", TIME);
            assertThat(nothingYet.chunk()).contains("\"Action\":\"pull\"");
            try (Following sinceThen = new Following("?since=0")) {
                assertThat(sinceThen.chunk()).contains("\"Action\":\"pull\"");
                publish("image", "tag", TIME);
                assertThat(sinceThen.chunk()).contains("\"Action\":\"tag\"");
            }
            assertThat(nothingYet.chunk()).contains("\"Action\":\"tag\"");
        }
    }

    @Test
    void aFollowerWhoseTimeIsOverMayAskAgainOnTheSameConnection() throws IOException {
        Instant soon = Instant.now().plusMillis(50);
        try (Following following = new Following("?until=" + soon)) {
            assertThat(following.chunk()).isEmpty();
            for (int i = 0; i < 5; i++) {
                following.send("GET /events?until=" + Instant.now().plusMillis(5));
                for (String line = following.in.readLine(); !line.isEmpty(); ) {
                    line = following.in.readLine();
                }
                assertThat(following.chunk()).isEmpty();
            }
        }
    }

    @Test
    void aClientThatGoesAwayFollowsNoMore() throws IOException {
        try (Following _ = new Following("")) {
            assertThat(daemon.store.events.followers()).isOne();
        }
        await(() -> daemon.store.events.followers() == 0);
    }

    @Test
    void aClientThatReadsNothingHoldsUpNobodyAndIsCutOff() throws IOException {
        try (Following idle = new Following("");
                Following keen = new Following("")) {
            while (daemon.store.events.followers() == 2) {
                publish("image", "pull", TIME);
                assertThat(keen.chunk()).contains("pull");
            }
            assertThat(idle.rest()).as("not a whole answer").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aStopEndsTheStreams() throws IOException {
        try (Following following = new Following("")) {
            Thread stop = Thread.ofVirtual().start(daemon::close);
            assertThat(following.chunk()).isEmpty();
            assertThat(stop.isAlive() || daemon.store.closed).isTrue();
        }
    }
}
