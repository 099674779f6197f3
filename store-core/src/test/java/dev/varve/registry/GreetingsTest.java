package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.NOBODY;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.reference.Reference;
import dev.varve.registry.tls.TlsProfile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class GreetingsTest {
    private static final String GREETING = "/v2/";

    private final RegistryFixture fixture = new RegistryFixture();
    private final RegistryClient client = fixture.client();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void pull() {
        Reference reference = RegistryFixture.reference(fixture.registry.host(), "latest");
        client.session(reference, NOBODY).resolve();
    }

    private int greetings() {
        return fixture.registry.requests("GET", GREETING).size();
    }

    @Test
    void secondPullDoesNotGreetTheRegistryAgain() {
        pull();
        pull();
        assertThat(greetings()).isEqualTo(1);
        assertThat(fixture.registry.requests("*", MANIFESTS)).hasSizeGreaterThan(1);
    }

    @Test
    void whatTheRegistryAskedForIsRemembered() {
        fixture.registry.require(new BearerAuth());
        pull();
        int refused = fixture.registry.requests("*", ".*").size();
        pull();
        assertThat(greetings()).isEqualTo(1);
        assertThat(fixture.registry.requests("*", ".*").size() - refused).isLessThan(refused);
        assertThat(fixture.registry.requests("*", MANIFESTS))
                .allMatch(r -> r.header("Authorization").isPresent());
    }

    @Test
    void registryThatWantsTokensSinceGetsThem() {
        pull();
        BearerAuth bearer = new BearerAuth();
        fixture.registry.require(bearer);
        pull();
        assertThat(bearer.issued()).isEqualTo(1);
        assertThat(greetings()).isEqualTo(1);
    }

    @Test
    void whoIsNotLoggedInHearsTheSameEachTime() {
        fixture.registry.require(new BasicAuth("alice", "s3cret"));
        String first = messageOfAPull();
        assertThat(messageOfAPull()).isEqualTo(first).contains("no basic auth credentials");
    }

    private String messageOfAPull() {
        try {
            pull();
        } catch (StoreException e) {
            return e.getMessage();
        }
        return "pulled";
    }

    @Test
    void registryThatWantsNoLoginAnyMoreIsPulledFrom() {
        fixture.registry.require(new BasicAuth("alice", "s3cret"));
        messageOfAPull();
        fixture.registry.require(new BearerAuth());
        assertThat(messageOfAPull()).isEqualTo("pulled");
    }

    @Test
    void greetingThatFailsIsNotRemembered() {
        fixture.registry.on("GET", GREETING).first(1).answer(Behaviour.status(503));
        messageOfAPull();
        int before = greetings();
        pull();
        assertThat(greetings()).isEqualTo(before + 1);
    }

    @Test
    void answerThatIsARefusalIsAnAnswer() {
        pull();
        Reference missing = RegistryFixture.reference(fixture.registry.host(), "missing");
        assertThatThrownBy(() -> client.session(missing, NOBODY).resolve())
                .isInstanceOf(NotFound.class);
        pull();
        assertThat(greetings()).isEqualTo(1);
    }

    @Test
    void registryThatIsGoneIsGreetedAgainAndSaidToBeGone() {
        pull();
        fixture.registry.close();
        assertThatThrownBy(this::pull)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("connection refused");
        assertThatThrownBy(this::pull)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("/v2/\": dial tcp");
    }

    @Test
    void greetingIsOldAfterFiveMinutes() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
        Greetings greetings = new Greetings(nanos::get);
        RegistryHost host = host(0);
        assertThat(greetings.of(host)).isEmpty();
        greetings.remember(host, List.of());
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(greetings.of(host)).isEqualTo(Optional.of(List.of()));
        nanos.incrementAndGet();
        assertThat(greetings.of(host)).isEmpty();
    }

    @Test
    void greetingsOfManyHostsTakeNoMoreRoom() {
        AtomicLong nanos = new AtomicLong();
        Greetings greetings = new Greetings(nanos::get);
        for (int i = 0; i < 1000; i++) {
            greetings.remember(host(i), List.of());
        }
        assertThat(greetings.of(host(0))).isPresent();
        assertThat(greetings.of(host(999))).isEmpty();
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        greetings.remember(host(999), List.of());
        assertThat(greetings.of(host(999))).isPresent();
    }

    private static RegistryHost host(int number) {
        return new RegistryHost(
                URI.create("http://127.0.0.1:" + (1000 + number)), false, "", TlsProfile.SYSTEM);
    }
}
