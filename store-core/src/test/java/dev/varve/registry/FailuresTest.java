package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.NOBODY;
import static dev.varve.registry.RegistryFixture.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// dockerd's words for what goes wrong, and how often it is tried.
class FailuresTest {
    private final RegistryFixture fixture = new RegistryFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void unknownTagIsManifestNotFound() {
        Reference reference = reference("docker.io", "nope");
        assertThatThrownBy(() -> fixture.session(reference, NOBODY).resolve())
                .isInstanceOf(NotFound.class)
                .hasMessage("manifest for app:nope not found: manifest unknown: manifest unknown");
    }

    @Test
    void unknownRepositoryIsNotFound() {
        Reference reference =
                new Reference("docker.io", "library/nope", Optional.of("latest"), Optional.empty());
        assertThatThrownBy(() -> fixture.session(reference, NOBODY).resolve())
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "repository nope not found: name unknown: repository name not known to"
                                + " registry");
    }

    @Test
    void unauthorizedStaysAsTheRegistrySaysIt() {
        answer(Behaviour.error(401, "UNAUTHORIZED", "authentication required"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unauthorized.class)
                .hasMessage("unauthorized: authentication required");
    }

    @Test
    void deniedWithoutMoreThanItsStandardTextIsDenied() {
        answer(
                Behaviour.reply(
                        403,
                        "application/json",
                        "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested access to the"
                                + " resource is denied\"}]}"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Denied.class)
                .hasMessage("denied: requested access to the resource is denied");
    }

    @Test
    void pagesOfHtmlAreNotRepeated() {
        answer(Behaviour.reply(403, "text/html", "<html><body>Forbidden</body></html>"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Denied.class)
                .hasMessage("denied");
    }

    @Test
    void controlCharactersOfARegistryAreEscaped() {
        answer(Behaviour.error(401, "UNAUTHORIZED", "a\u001b[31mb\u202ec\nd"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .hasMessage("unauthorized: a\\u001b[31mb\\u202ec\\u000ad");
    }

    @Test
    void errorBodiesAreReadOnlySoFar() {
        answer(Behaviour.reply(400, "text/plain", "x".repeat(10 << 20)));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unavailable.class)
                .hasMessage("received unexpected HTTP status: 400 Bad Request");
    }

    @Test
    void rateLimitIsUnavailableWithItsStatus() {
        answer(Behaviour.retryAfter(429, "3600"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .hasMessage("toomanyrequests: You have reached your pull rate limit.")
                .isInstanceOfSatisfying(
                        Unavailable.class, e -> assertThat(e.status()).isEqualTo(429));
        assertThat(fixture.waits).isEmpty();
    }

    @Test
    void shortRetryAfterIsHonoured() {
        fixture.registry.on("*", MANIFESTS).first(2).answer(Behaviour.retryAfter(429, "7"));
        assertThat(fixture.session().resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
        assertThat(fixture.waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void retryAfterMayBeADate() {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).minusHours(1));
        fixture.registry.on("*", MANIFESTS).first(2).answer(Behaviour.retryAfter(503, date));
        fixture.session().resolve();
        // A 5xx has no error body in docker's reading, but its header counts.
        assertThat(fixture.waits).containsExactly(Duration.ZERO);
    }

    @Test
    void serverErrorIsTriedThreeTimesInAll() {
        answer(Behaviour.status(503));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("received unexpected HTTP status: 503 Service Unavailable");
        assertThat(fixture.registry.requests("HEAD", MANIFESTS)).hasSize(3);
        assertThat(fixture.waits).hasSize(2);
        assertThat(fixture.waits.get(0)).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
        assertThat(fixture.waits.get(1)).isBetween(Duration.ofMillis(300), Duration.ofMillis(600));
    }

    @Test
    void brokenConnectionIsTriedAgain() {
        fixture.registry.on("GET", "/v2/").first(1).answer(Behaviour.hangUp());
        assertThat(fixture.session().resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
    }

    @Test
    void unreachableHostIsToldAsDockerTellsIt() {
        String host = fixture.registry.host();
        fixture.registry.close();
        assertThatThrownBy(() -> fixture.session(reference(host, "latest"), NOBODY).resolve())
                .isInstanceOfSatisfying(Unavailable.class, e -> assertThat(e.status()).isZero())
                .hasMessage(
                        "Get \"http://%1$s/v2/\": dial tcp %1$s: connect: connection refused"
                                .formatted(host));
        assertThat(fixture.waits).hasSize(2);
    }

    @Test
    void unknownHostIsToldAsDockerTellsIt() {
        assertThatThrownBy(() ->
                        fixture.session(reference("no-such-host.invalid", "latest"), NOBODY)
                                .resolve())
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "Get \"https://no-such-host.invalid/v2/\": dial tcp: lookup"
                                + " no-such-host.invalid: no such host");
    }

    private void answer(Behaviour behaviour) {
        fixture.registry.on("*", MANIFESTS).answer(behaviour);
    }
}
