package dev.varve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts as a dockerd 28.5 has them, seen against the same registry.
class LoginTest {
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");
    private static final Credentials WRONG = new Credentials.Password("alice", "wrong");

    private final RegistryFixture fixture = new RegistryFixture();
    private final LoopbackRegistry registry = fixture.registry;
    private final BearerAuth bearer = new BearerAuth().user("alice", "s3cret");

    @AfterEach
    void close() {
        fixture.close();
    }

    private String login(Credentials credentials) {
        return fixture.client().login(registry.host(), credentials);
    }

    private String ping() {
        return "\"" + registry.uri() + "/v2/\"";
    }

    @Test
    void basicTakesTheRightPassword() {
        registry.require(new BasicAuth("alice", "s3cret"));
        assertThat(login(ALICE)).isEmpty();
        assertThat(registry.requests()).allMatch(r -> r.path().equals("/v2/")).hasSize(2);
    }

    @Test
    void basicRefusesAnyOther() {
        registry.require(new BasicAuth("alice", "s3cret"));
        assertThatThrownBy(() -> login(WRONG))
                .isInstanceOf(Unauthorized.class)
                .hasMessage(
                        "login attempt to %s/v2/ failed with status: 401 Unauthorized",
                        registry.uri());
        assertThatThrownBy(() -> login(new Credentials.Anonymous()))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("Get %s: no basic auth credentials", ping());
    }

    @Test
    void bearerAsksForAnIdentityTokenAndForNoRepository() {
        registry.require(bearer);
        assertThat(login(ALICE)).isEmpty();
        Request token = registry.requests("GET", "/token").getFirst();
        assertThat(token.parameters("account")).containsExactly("alice");
        assertThat(token.parameters("offline_token")).containsExactly("true");
        assertThat(token.parameters("client_id")).containsExactly("varve");
        assertThat(token.parameters("scope")).isEmpty();
        login(ALICE);
        assertThat(registry.requests("GET", "/token")).as("no token is kept").hasSize(2);
    }

    @Test
    void theIdentityTokenOfTheTokenServerIsTheAnswer() {
        registry.require(bearer);
        registry.on("GET", "/token")
                .answer((request, normal) -> {
                    String json = new String(normal.body(), UTF_8);
                    return normal.withBody(
                            json.replaceFirst("\\{", "{\"refresh_token\":\"keep-me\",")
                                    .getBytes(UTF_8));
                });
        assertThat(login(ALICE)).isEqualTo("keep-me");
    }

    @Test
    void anIdentityTokenIsGoodForALogin() {
        registry.require(bearer.identityToken("refresh-me"));
        assertThat(login(new Credentials.IdentityToken("refresh-me"))).isEqualTo("refresh-me");
        assertThatThrownBy(() -> login(new Credentials.IdentityToken("other")))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("Get %s: unauthorized: incorrect username or password", ping());
    }

    @Test
    void bearerRefusesAWrongPassword() {
        registry.require(bearer);
        assertThatThrownBy(() -> login(WRONG))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("Get %s: unauthorized: incorrect username or password", ping());
    }

    @Test
    void aRegistryThatAsksForNothingTakesAnything() {
        assertThat(login(WRONG)).isEmpty();
        assertThat(registry.requests()).allMatch(r -> r.header("Authorization").isEmpty());
    }

    @Test
    void aRegistryThatFailsOrIsNotThereIsUnavailable() {
        registry.on("GET", "/v2/").answer(Behaviour.status(503));
        assertThatThrownBy(() -> login(ALICE))
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "login attempt to %s/v2/ failed with status: 503 Service Unavailable",
                        registry.uri());
        registry.close();
        assertThatThrownBy(() -> login(ALICE))
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "Get %s: dial tcp %s: connect: connection refused",
                        ping(), registry.host());
    }

    @Test
    void aMirrorIsNotAskedForALoginAtDockerHub() {
        LoopbackRegistry mirror = fixture.another();
        registry.require(new BasicAuth("alice", "s3cret"));
        for (String hub : new String[] {"", "docker.io", "https://index.docker.io/v1/"}) {
            fixture.hubClient(mirror.uri()).login(hub, ALICE);
        }
        assertThat(mirror.requests()).isEmpty();
        assertThat(registry.requests()).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "'', docker.io",
        "docker.io, docker.io",
        "https://index.docker.io/v1/, docker.io",
        "registry.test:5000, registry.test:5000",
        "http://registry.test:5000/v1/, registry.test:5000",
        "https://registry.test, registry.test",
        "'[::1]:5000', '[::1]:5000'"
    })
    void theServerIsNamedByHostOrUrl(String server, String domain) {
        assertThat(LoginServer.domain(server)).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a host", "https://", "http:///v2/", "/etc", "a b:5000"})
    void whatNamesNoHostIsRefused(String server) {
        assertThatThrownBy(() -> LoginServer.domain(server))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("unable to parse server address: ");
    }
}
