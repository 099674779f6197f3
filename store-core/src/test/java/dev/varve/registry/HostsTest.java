package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.BLOBS;
import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.NOBODY;
import static dev.varve.registry.RegistryFixture.readAll;
import static dev.varve.registry.RegistryFixture.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.oci.DocumentLimits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.Set;

class HostsTest {
    private final RegistryFixture fixture = new RegistryFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void hubIsAskedAfterItsMirrorsInOrder() {
        assertThat(
                        hosts(
                                new RegistrySettings(
                                        List.of(
                                                URI.create("https://one.example/"),
                                                URI.create("http://two.example:5000/hub/")),
                                        Set.of()),
                                "docker.io"))
                .containsExactly(
                        "https://one.example mirror=true verify=true",
                        "http://two.example:5000/hub mirror=true verify=true",
                        "https://registry-1.docker.io mirror=false verify=true");
    }

    @Test
    void otherRegistriesHaveNoMirrors() {
        RegistrySettings settings =
                new RegistrySettings(List.of(URI.create("https://one.example")), Set.of());
        assertThat(hosts(settings, "quay.io"))
                .containsExactly("https://quay.io mirror=false verify=true");
    }

    @Test
    void insecureRegistryIsAskedOverTlsFirst() {
        RegistrySettings settings =
                new RegistrySettings(List.of(), Set.of("reg.example:5000", "10.0.0.0/8"));
        assertThat(hosts(settings, "reg.example:5000"))
                .containsExactly(
                        "https://reg.example:5000 mirror=false verify=false",
                        "http://reg.example:5000 mirror=false verify=false");
        assertThat(hosts(settings, "10.1.2.3:80")).hasSize(2);
        assertThat(hosts(settings, "reg.example")).hasSize(1);
        assertThat(hosts(settings, "11.1.2.3:80")).hasSize(1);
    }

    @Test
    void loopbackIsInsecureAndAskedOverPlainHttpFirst() {
        RegistrySettings settings = new RegistrySettings(List.of(), Set.of());
        for (String host : List.of("127.0.0.1:5000", "127.9.9.9", "localhost:1", "[::1]:5000")) {
            assertThat(hosts(settings, host))
                    .containsExactly(
                            "http://" + host + " mirror=false verify=false",
                            "https://" + host + " mirror=false verify=false");
        }
    }

    @Test
    void nonsenseInTheSettingsIsRefusedAtOnce() {
        for (String mirror :
                List.of("ftp://x", "https://u:p@x", "https://x/?a", "https://x/#a", "mirror")) {
            RegistrySettings settings = new RegistrySettings(List.of(URI.create(mirror)), Set.of());
            assertThatThrownBy(() -> RegistryClient.open(settings, DocumentLimits.DEFAULT))
                    .as(mirror)
                    .isInstanceOf(InvalidArgument.class);
        }
        for (String block : List.of("10.0.0.0/33", "10.0.0.0/x", "host.example/8", "/8")) {
            RegistrySettings settings = new RegistrySettings(List.of(), Set.of(block));
            assertThatThrownBy(() -> RegistryClient.open(settings, DocumentLimits.DEFAULT))
                    .as(block)
                    .isInstanceOf(InvalidArgument.class);
        }
    }

    @Test
    void mirrorServesEverythingWhenItCan() throws Exception {
        LoopbackRegistry mirror = fixture.another();
        RegistrySession session = fixture.hubSession(NOBODY, mirror.uri());
        assertThat(session.resolve().source()).isEqualTo(mirror.uri().toString());
        readAll(session, fixture.layerDescriptor());
        assertThat(fixture.registry.requests()).isEmpty();
    }

    @Test
    void anyFailureOfAMirrorMovesOn() {
        for (Behaviour failure :
                List.of(
                        Behaviour.status(404),
                        Behaviour.status(500),
                        Behaviour.error(403, "DENIED", "no"),
                        Behaviour.retryAfter(429, "3600"),
                        Behaviour.hangUp(),
                        Behaviour.wrongBytes(),
                        Behaviour.withoutHeader("Content-Type"))) {
            LoopbackRegistry mirror = fixture.another();
            mirror.on("GET", MANIFESTS).answer(failure);
            assertThat(fixture.hubSession(NOBODY, mirror.uri()).resolve().source())
                    .isEqualTo(fixture.registry.uri().toString());
        }
        assertThat(fixture.waits).isEmpty();
    }

    @Test
    void blobThatAMirrorLacksComesFromTheRegistry() throws Exception {
        LoopbackRegistry mirror = fixture.another();
        mirror.on("GET", BLOBS).answer(Behaviour.status(404));
        RegistrySession session = fixture.hubSession(NOBODY, mirror.uri());
        session.resolve();
        assertThat(readAll(session, fixture.layerDescriptor())).isEqualTo(fixture.layer.blob());
        assertThat(fixture.registry.requests("GET", BLOBS)).hasSize(1);
    }

    @Test
    void mirrorThatIsDownIsAskedOncePerSession() throws Exception {
        LoopbackRegistry mirror = fixture.another();
        mirror.on("*", ".*").answer(Behaviour.hangUp());
        RegistrySession session = fixture.hubSession(NOBODY, mirror.uri());
        session.resolve();
        int before = mirror.requests().size();
        readAll(session, fixture.layerDescriptor());
        assertThat(mirror.requests()).hasSize(before);
    }

    @Test
    void whatTheRegistrySaysIsReportedNotItsMirror() {
        LoopbackRegistry mirror = fixture.another();
        mirror.on("*", MANIFESTS).answer(Behaviour.status(500));
        fixture.registry
                .on("*", MANIFESTS)
                .answer(Behaviour.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
        assertThatThrownBy(() -> fixture.hubSession(NOBODY, mirror.uri()).resolve())
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "manifest for app:latest not found: manifest unknown: manifest unknown");
    }

    @Test
    void loopbackRegistryWithTlsOfItsOwnMakingIsFound() throws Exception {
        try (RegistryFixture tls = new RegistryFixture(LoopbackRegistry.startTls())) {
            RegistrySession session = tls.session();
            assertThat(session.resolve().source()).isEqualTo(tls.registry.uri().toString());
            assertThat(readAll(session, tls.layerDescriptor())).isEqualTo(tls.layer.blob());
        }
    }

    @Test
    void certificateThatNobodySignedIsRefusedElsewhere() throws Exception {
        try (RegistryFixture tls = new RegistryFixture(LoopbackRegistry.startTls())) {
            assertThatThrownBy(() -> tls.hubSession(NOBODY).resolve())
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining(
                            "/v2/\": tls: failed to verify certificate: x509: certificate signed by"
                                    + " unknown authority")
                    .hasMessageContaining("insecure-registries");
            assertThat(tls.waits).isEmpty();
        }
    }

    private static List<String> hosts(RegistrySettings settings, String domain) {
        return new RegistryHosts(settings)
                .of(reference(domain, "latest")).stream()
                        .map(h -> h.base() + " mirror=" + h.mirror() + " verify=" + h.verifyTls())
                        .toList();
    }
}
