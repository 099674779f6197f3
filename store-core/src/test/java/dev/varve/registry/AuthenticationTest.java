package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.BLOBS;
import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.readAll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class AuthenticationTest {
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");

    private final RegistryFixture fixture = new RegistryFixture();
    private final BearerAuth bearer = new BearerAuth().user("alice", "s3cret");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anonymousTokenIsFetchedOnceForAWholePull() throws Exception {
        fixture.registry.require(bearer);
        RegistrySession session = fixture.session();
        session.resolve();
        readAll(session, fixture.layerDescriptor());
        assertThat(bearer.issued()).isEqualTo(1);
        Request token = fixture.registry.requests("GET", "/token").getFirst();
        assertThat(token.parameters("scope")).containsExactly("repository:library/app:pull");
        assertThat(token.parameters("service")).containsExactly("loopback");
        assertThat(token.header("Authorization")).isEmpty();
        assertThat(fixture.registry.requests("*", MANIFESTS))
                .allMatch(r -> r.header("Authorization").orElse("").startsWith("Bearer "));
    }

    @Test
    void passwordGoesToTheTokenServerOnly() {
        fixture.registry.require(bearer.privateRepository("library/app"));
        fixture.session(ALICE).resolve();
        Request token = fixture.registry.requests("GET", "/token").getFirst();
        assertThat(token.header("Authorization").orElse("")).startsWith("Basic ");
        assertThat(token.parameters("account")).containsExactly("alice");
        assertThat(fixture.registry.requests("*", "/v2/.*"))
                .noneMatch(r -> r.header("Authorization").orElse("").startsWith("Basic "));
    }

    @Test
    void identityTokenIsPostedAsAForm() {
        fixture.registry.require(
                bearer.identityToken("refresh-me").privateRepository("library/app"));
        fixture.session(new Credentials.IdentityToken("refresh-me")).resolve();
        Request token = fixture.registry.requests("POST", "/token").getFirst();
        assertThat(token.fields("grant_type")).containsExactly("refresh_token");
        assertThat(token.fields("refresh_token")).containsExactly("refresh-me");
        assertThat(token.fields("scope")).containsExactly("repository:library/app:pull");
        assertThat(token.query()).isEmpty();
    }

    @Test
    void registryTokenIsSentAsItIs() {
        fixture.session(new Credentials.RegistryToken("as-it-is")).resolve();
        assertThat(fixture.registry.requests("*", MANIFESTS))
                .isNotEmpty()
                .allMatch(r -> r.header("Authorization").orElse("").equals("Bearer as-it-is"));
    }

    @Test
    void basicSendsUserAndPassword() {
        fixture.registry.require(new BasicAuth("alice", "s3cret"));
        assertThat(fixture.session(ALICE).resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
    }

    @Test
    void basicWithoutCredentialsIsUnauthorized() {
        fixture.registry.require(new BasicAuth("alice", "s3cret"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unauthorized.class)
                .hasMessageContaining("no basic auth credentials");
    }

    @Test
    void wrongPasswordIsUnauthorized() {
        fixture.registry.require(bearer);
        assertThatThrownBy(
                        () -> fixture.session(new Credentials.Password("alice", "wrong")).resolve())
                .isInstanceOf(Unauthorized.class)
                .hasMessage("unauthorized: incorrect username or password")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void privateRepositoryIsPullAccessDenied() {
        fixture.registry.require(bearer.privateRepository("library/app"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "pull access denied for %s/library/app, repository does not exist or may"
                                        .formatted(fixture.registry.host())
                                + " require 'docker login': denied: requested access to the"
                                + " resource is denied");
    }

    @Test
    void tokenThatExpiresMidPullIsRenewed() throws Exception {
        fixture.registry.require(bearer.usesPerToken(2));
        RegistrySession session = fixture.session();
        session.resolve();
        assertThat(bearer.issued()).isEqualTo(1);
        assertThat(readAll(session, fixture.layerDescriptor())).isEqualTo(fixture.layer.blob());
        assertThat(bearer.issued()).isEqualTo(2);
        assertThat(fixture.registry.requests("GET", BLOBS)).hasSize(2);
    }

    @Test
    void challengeThatComesLateIsAnswered() throws Exception {
        RegistrySession session = fixture.session();
        session.resolve();
        fixture.registry.require(bearer);
        assertThat(readAll(session, fixture.layerDescriptor())).isEqualTo(fixture.layer.blob());
    }

    @Test
    void tokenServerThatFailsIsAskedAgain() {
        fixture.registry.require(bearer);
        fixture.registry.on("GET", "/token").first(2).answer(Behaviour.status(503));
        assertThat(fixture.session().resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
        assertThat(fixture.waits).hasSize(2);
    }

    @Test
    void tokenAnswerWithoutATokenIsUnauthorized() {
        fixture.registry.require(bearer);
        fixture.registry.on("GET", "/token").answer(Behaviour.reply(200, "application/json", "{}"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unauthorized.class)
                .hasMessage("authorization server did not include a token in the response");
    }

    @Test
    void tokenThatWouldBreakAHeaderIsRefused() {
        fixture.registry.require(bearer);
        fixture.registry
                .on("GET", "/token")
                .answer(Behaviour.reply(200, "application/json", "{\"token\":\"a\\r\\nX: y\"}"));
        assertThatThrownBy(() -> fixture.session().resolve()).isInstanceOf(Unauthorized.class);
    }

    @Test
    void oversizedTokenAnswerIsRefused() {
        fixture.registry.require(bearer);
        fixture.registry.on("GET", "/token").answer(Behaviour.body(new byte[(1 << 20) + 1]));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("longer than the limit of 1048576 bytes");
    }

    @Test
    void identityTokenIsNotRedirectedElsewhere() {
        LoopbackRegistry thief = fixture.another();
        fixture.registry.require(bearer.identityToken("refresh-me"));
        fixture.registry.on("POST", "/token").answer(Behaviour.redirect(thief.uri()));
        assertThatThrownBy(() ->
                        fixture.session(new Credentials.IdentityToken("refresh-me")).resolve())
                .isInstanceOf(Unavailable.class);
        assertThat(thief.requests()).isEmpty();
    }

    @Test
    void mirrorsNeverGetCredentials() {
        LoopbackRegistry mirror = fixture.another();
        BearerAuth mirrorAuth = new BearerAuth();
        mirror.require(mirrorAuth);
        for (Credentials given :
                List.of(
                        ALICE,
                        new Credentials.IdentityToken("refresh-me"),
                        new Credentials.RegistryToken("as-it-is"))) {
            fixture.hubSession(given, mirror.uri()).resolve();
        }
        assertThat(mirror.requests()).isNotEmpty().allMatch(r -> r.body().isEmpty());
        assertThat(mirror.requests("GET", "/token"))
                .allMatch(r -> r.header("Authorization").isEmpty())
                .allMatch(r -> r.parameters("account").isEmpty());
        assertThat(mirror.requests("*", "/v2/.*"))
                .flatExtracting(r -> r.headers().getOrDefault("authorization", List.of()))
                .isNotEmpty()
                .allMatch(value -> value.startsWith("Bearer token-"));
        assertThat(fixture.registry.requests()).isEmpty();
    }
}
