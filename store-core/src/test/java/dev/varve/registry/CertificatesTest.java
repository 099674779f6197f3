package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.NOBODY;
import static dev.varve.registry.RegistryFixture.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.LoopbackProxy;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.LoopbackTls;
import dev.varve.fixtures.registry.TestAuthority;
import dev.varve.registry.net.ProxySettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who is believed over TLS, and what goes through a proxy.
final class CertificatesTest {
    @TempDir Path directory;
    private final RegistryFixture fixture = new RegistryFixture(LoopbackRegistry.startTls());
    private final LoopbackRegistry registry = fixture.registry;

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(LoopbackTls.certificate())
                + "\n-----END CERTIFICATE-----\n";
    }

    private Path file(String host, String name, String text) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(host));
        return Files.writeString(folder.resolve(name), text);
    }

    private RegistrySession session(String domain, Set<String> insecure, ProxySettings proxies) {
        RegistrySettings settings =
                new RegistrySettings(List.of(), insecure, List.of(directory), proxies);
        return fixture.client(settings).session(reference(domain, "latest"), NOBODY);
    }

    private String source(String domain, Set<String> insecure) {
        return session(domain, insecure, ProxySettings.NONE).resolve().source();
    }

    @Test
    void anAuthorityOfTheHostsDirectoryIsBelieved() throws Exception {
        file(registry.host(), "ca.crt", pem());
        assertThat(source(registry.host(), Set.of())).isEqualTo(registry.uri().toString());
        assertThat(registry.requests()).isNotEmpty();
    }

    @Test
    void whoHasAnAuthorityHasToProveHimselfEvenOnLoopback() throws Exception {
        file(registry.host(), "ca.crt", other());
        assertThatThrownBy(() -> source(registry.host(), Set.of()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("certificate signed by unknown authority")
                .hasMessageContaining("certs.d/" + registry.host() + "/ca.crt");
        assertThat(source(registry.host(), Set.of(registry.host())))
                .as("unless it is named as insecure")
                .isEqualTo(registry.uri().toString());
    }

    @Test
    void anAuthorityOfAHostFileIsBelievedForThatHost() throws Exception {
        file("reg.example", "own.pem", pem());
        file("reg.example", "hosts.toml", "server = \"" + registry.uri() + "\"\nca = \"own.pem\"");
        assertThat(source("reg.example", Set.of())).isEqualTo(registry.uri().toString());
    }

    @Test
    void aHostFileMayWaiveTheProof() throws Exception {
        file(
                "reg.example",
                "hosts.toml",
                "server = \"" + registry.uri() + "\"\nskip_verify = true");
        assertThat(source("reg.example", Set.of())).isEqualTo(registry.uri().toString());
    }

    @Test
    void aClientCertificateOfTheHostsDirectoryIsShown() throws Exception {
        TestAuthority authority = TestAuthority.get();
        try (RegistryFixture known =
                new RegistryFixture(LoopbackRegistry.startTlsForKnownClients())) {
            String host = known.registry.host();
            file(host, "ca.crt", authority.certificate());
            assertThatThrownBy(() -> source(host, Set.of())).isInstanceOf(Unavailable.class);
            assertThat(known.registry.requests()).isEmpty();
            file(host, "client.cert", authority.clientCertificate());
            file(host, "client.key", authority.clientKey());
            assertThat(source(host, Set.of())).isEqualTo(known.registry.uri().toString());
        }
    }

    @Test
    void aClientCertificateOfAHostFileIsShownToThatHost() throws Exception {
        TestAuthority authority = TestAuthority.get();
        try (RegistryFixture known =
                new RegistryFixture(LoopbackRegistry.startTlsForKnownClients())) {
            file("reg.example", "ca.pem", authority.certificate());
            file("reg.example", "me.pem", authority.clientCertificate());
            file("reg.example", "me.key", authority.clientKey());
            String server = "server = \"" + known.registry.uri() + "\"\nca = \"ca.pem\"\n";
            file("reg.example", "hosts.toml", server);
            assertThatThrownBy(() -> source("reg.example", Set.of()))
                    .isInstanceOf(Unavailable.class);
            file("reg.example", "hosts.toml", server + "client = [[\"me.pem\", \"me.key\"]]\n");
            assertThat(source("reg.example", Set.of())).isEqualTo(known.registry.uri().toString());
        }
    }

    @Test
    void aFileThatIsNoCertificateIsNamed() throws Exception {
        Path file = file(registry.host(), "ca.crt", "hello");
        assertThatThrownBy(() -> source(registry.host(), Set.of()))
                .isInstanceOf(Failed.class)
                .hasMessage("cannot use " + file + ": there is no certificate in PEM in it");
    }

    @Test
    void httpsGoesThroughATunnelWithThePasswordForTheProxyAlone() {
        try (LoopbackProxy proxy = LoopbackProxy.to(registry.uri(), "me", "pw")) {
            RegistrySession session =
                    session(
                            "reg.example",
                            Set.of("reg.example"),
                            proxies("http://me:pw@" + proxy.host()));
            assertThat(session.resolve().source()).isEqualTo("https://reg.example");
            assertThat(proxy.heads())
                    .isNotEmpty()
                    .allMatch(h -> h.startsWith("CONNECT reg.example:443"));
            assertThat(registry.requests())
                    .isNotEmpty()
                    .allMatch(r -> r.header("Proxy-Authorization").isEmpty());
        }
    }

    @Test
    void aProxyThatRefusesIsToldAsWhatItIs() {
        try (LoopbackProxy proxy = LoopbackProxy.to(registry.uri(), "me", "pw")) {
            assertThatThrownBy(() ->
                            session(
                                            "reg.example",
                                            Set.of(),
                                            proxies("http://me:wrong@" + proxy.host()))
                                    .resolve())
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("proxy")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wrong"));
        }
    }

    @Test
    void aProxyThatIsNotThereIsToldAndNotTheRegistry() {
        LoopbackProxy gone = LoopbackProxy.to(registry.uri());
        gone.close();
        assertThatThrownBy(() ->
                        session("reg.example", Set.of(), proxies("http://u:pw@" + gone.host()))
                                .resolve())
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "Get \"https://reg.example/v2/\": proxyconnect tcp: dial tcp "
                                + gone.host()
                                + ": connect: connection refused");
    }

    @Test
    void httpGoesThroughTheProxyToo() {
        try (RegistryFixture plain = new RegistryFixture()) {
            RegistrySettings settings =
                    new RegistrySettings(
                            List.of(URI.create("http://hub-mirror.example")),
                            Set.of(),
                            List.of(),
                            proxies("http://a:b@" + plain.registry.host()));
            assertThat(
                            plain.client(settings)
                                    .session(reference("docker.io", "latest"), NOBODY)
                                    .resolve()
                                    .source())
                    .isEqualTo("http://hub-mirror.example");
            assertThat(plain.registry.requests())
                    .allMatch(r -> r.header("Host").equals(Optional.of("hub-mirror.example")))
                    .allMatch(r -> r.header("Proxy-Authorization").isPresent());
        }
    }

    @Test
    void loopbackNeedsNoProxy() {
        try (LoopbackProxy proxy = LoopbackProxy.to(registry.uri())) {
            session(registry.host(), Set.of(), proxies("http://" + proxy.host())).resolve();
            assertThat(proxy.heads()).isEmpty();
        }
    }

    private static ProxySettings proxies(String url) {
        return new ProxySettings(ProxySettings.parse(url), ProxySettings.parse(url), "");
    }

    private static String other() {
        return TestAuthority.get().certificate();
    }
}
