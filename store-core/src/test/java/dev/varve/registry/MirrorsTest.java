package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.NOBODY;
import static dev.varve.registry.RegistryFixture.readAll;
import static dev.varve.registry.RegistryFixture.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Failed;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.Request;
import dev.varve.registry.net.ProxySettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Pulls with a `hosts.toml` for a registry that is not Docker Hub.
final class MirrorsTest {
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");

    @TempDir Path directory;
    private final RegistryFixture fixture = new RegistryFixture();
    private final LoopbackRegistry registry = fixture.registry;
    private final LoopbackRegistry mirror = fixture.another();

    @AfterEach
    void close() {
        fixture.close();
    }

    private RegistrySession session(String toml) throws IOException {
        return session(toml, NOBODY);
    }

    private RegistrySession session(String toml, Credentials credentials) throws IOException {
        Path host = Files.createDirectories(directory.resolve(registry.host()));
        Files.writeString(host.resolve("hosts.toml"), toml);
        RegistrySettings settings =
                new RegistrySettings(List.of(), Set.of(), List.of(directory), ProxySettings.NONE);
        return fixture.client(settings).session(reference(registry.host(), "latest"), credentials);
    }

    private String server() {
        return "server = \"" + registry.uri() + "\"\n";
    }

    private String host(String more) {
        return "[host.\"" + mirror.uri() + "\"]\n" + more;
    }

    private static List<String> contentOf(LoopbackRegistry which) {
        return which.requests().stream()
                .map(Request::path)
                .filter(path -> !path.equals("/v2/"))
                .toList();
    }

    @Test
    void theMirrorServesEverythingAndIsToldWhoseItIs() throws Exception {
        RegistrySession session = session(host(""));
        assertThat(session.resolve().source()).isEqualTo(mirror.uri().toString());
        assertThat(readAll(session, fixture.layerDescriptor())).isEqualTo(fixture.layer.blob());
        session.tags();
        assertThat(contentOf(registry)).isEmpty();
        assertThat(mirror.requests("*", "/v2/.+"))
                .hasSize(4)
                .allMatch(r -> r.parameters("ns").equals(List.of(registry.host())));
        assertThat(session.sources().values())
                .containsExactly(new RegistrySession.Source(mirror.uri().toString(), true));
    }

    @Test
    void theRegistryServesWhenTheMirrorIsDown() throws Exception {
        String toml = server() + host("dial_timeout = \"500ms\"");
        mirror.close();
        RegistrySession session = session(toml);
        assertThat(session.resolve().source()).isEqualTo(registry.uri().toString());
        assertThat(readAll(session, fixture.layerDescriptor())).isEqualTo(fixture.layer.blob());
        assertThat(registry.requests()).allMatch(r -> r.parameters("ns").isEmpty());
        assertThat(session.sources().values())
                .containsExactly(new RegistrySession.Source(registry.uri().toString(), false));
    }

    @Test
    void whatTheMirrorLacksOrGetsWrongComesFromTheRegistry() throws Exception {
        for (Behaviour bad :
                List.of(
                        Behaviour.status(404),
                        Behaviour.status(500),
                        Behaviour.wrongBytes(),
                        Behaviour.error(401, "UNAUTHORIZED", "no"))) {
            mirror.behave();
            mirror.on("*", MANIFESTS).answer(bad);
            assertThat(session(host("")).resolve().source()).isEqualTo(registry.uri().toString());
        }
    }

    @Test
    void aMirrorThatMayNotResolveIsNotAskedForTags() throws Exception {
        RegistrySession session = session(host("capabilities = [\"pull\"]"));
        assertThat(session.resolve().source()).isEqualTo(registry.uri().toString());
        assertThat(mirror.requests()).isEmpty();
        readAll(session, fixture.layerDescriptor());
        assertThat(contentOf(mirror)).hasSize(1);
    }

    @Test
    void aMirrorThatOnlyResolvesIsNotAskedForContent() throws Exception {
        RegistrySession session = session(host("capabilities = [\"resolve\"]"));
        assertThat(session.resolve().source()).isEqualTo(registry.uri().toString());
        assertThat(mirror.requests("GET", "/v2/.+")).isEmpty();
        assertThat(mirror.requests("HEAD", MANIFESTS)).hasSize(1);
    }

    @Test
    void whenNobodyMayBeAskedThatIsSaid() throws Exception {
        RegistrySession session = session(server() + "capabilities = [\"pull\"]\n");
        assertThatThrownBy(session::resolve)
                .isInstanceOf(Failed.class)
                .hasMessageContaining("capability resolve");
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void credentialsOfTheRegistryAreNotForItsMirror() throws Exception {
        registry.require(new BasicAuth("alice", "s3cret"));
        mirror.require(new BasicAuth("alice", "s3cret"));
        RegistrySession session = session(host(""), ALICE);
        assertThat(session.resolve().source()).isEqualTo(registry.uri().toString());
        assertThat(mirror.requests())
                .isNotEmpty()
                .allMatch(r -> r.header("Authorization").isEmpty());
    }

    @Test
    void credentialsOfTheRegistryAreNotForAnotherServer() throws Exception {
        mirror.require(new BasicAuth("alice", "s3cret"));
        RegistrySession session = session("server = \"" + mirror.uri() + "\"", ALICE);
        assertThatThrownBy(session::resolve).isInstanceOf(StoreException.Unauthorized.class);
        assertThat(mirror.requests()).allMatch(r -> r.header("Authorization").isEmpty());
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aHostThatIsTheRegistryItselfGetsItsCredentials() throws Exception {
        registry.require(new BasicAuth("alice", "s3cret"));
        RegistrySession session = session("[host.\"" + registry.uri() + "\"]\n", ALICE);
        assertThat(session.resolve().source()).isEqualTo(registry.uri().toString());
        assertThat(registry.requests()).allMatch(r -> r.parameters("ns").isEmpty());
    }

    @Test
    void headersOfAHostGoToThatHostAlone() throws Exception {
        LoopbackRegistry store = fixture.another();
        mirror.require(new BasicAuth("m", "m"));
        mirror.on("GET", "/v2/.*/blobs/.*").answer(Behaviour.redirect(store.uri()));
        RegistrySession session =
                session(host("header = {Authorization = \"Basic bTpt\", X-Dragonfly = \"1\"}"));
        assertThat(session.resolve().source()).isEqualTo(mirror.uri().toString());
        readAll(session, fixture.layerDescriptor());
        assertThat(mirror.requests()).allMatch(r -> r.header("X-Dragonfly").isPresent());
        assertThat(store.requests())
                .hasSize(1)
                .allMatch(r -> r.header("Authorization").isEmpty())
                .allMatch(r -> r.header("X-Dragonfly").isEmpty());
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aPathMayTakeThePlaceOfV2() throws Exception {
        RegistrySession session =
                session(
                        "[host.\""
                                + mirror.uri()
                                + "/v2/\"]\noverride_path = true\n[host.\""
                                + mirror.uri()
                                + "/cache\"]\n");
        session.resolve();
        assertThat(contentOf(mirror)).allMatch(path -> path.startsWith("/v2/library/app/"));
        mirror.on("*", "/v2/.*").answer(Behaviour.status(500));
        session.resolve();
        assertThat(contentOf(mirror)).contains("/cache/v2/library/app/manifests/latest");
    }

    @Test
    void aPushGoesToTheRegistryUnlessAnotherHostIsNamedForIt() throws Exception {
        assertThat(pushHosts(server() + host(""))).containsExactly(registry.uri().toString());
        assertThat(pushHosts(server() + host("capabilities = [\"pull\", \"push\"]")))
                .containsExactly(mirror.uri().toString());
    }

    private List<String> pushHosts(String toml) throws IOException {
        session(toml);
        RegistrySettings settings =
                new RegistrySettings(List.of(), Set.of(), List.of(directory), ProxySettings.NONE);
        return new RegistryHosts(settings)
                .ofPush(reference(registry.host(), "latest")).stream()
                        .map(RegistryHost::toString)
                        .toList();
    }

    @Test
    void aBrokenFileFailsThePullAndNamesItself() {
        assertThatThrownBy(() -> session("server = 1 2"))
                .isInstanceOf(Failed.class)
                .hasMessageContaining(directory.resolve(registry.host()) + "/hosts.toml");
    }
}
