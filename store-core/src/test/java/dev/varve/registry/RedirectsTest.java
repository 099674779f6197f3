package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.BLOBS;
import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.readAll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.Request;
import dev.varve.oci.Descriptor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedirectsTest {
    private final RegistryFixture fixture = new RegistryFixture();
    private final LoopbackRegistry storage = fixture.another();
    private final Descriptor blob = fixture.layerDescriptor();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void authorizationIsNotSentAcrossRedirects() throws Exception {
        fixture.registry.require(new BearerAuth());
        fixture.registry.on("GET", BLOBS).answer(Behaviour.redirect(storage.uri()));
        assertThat(readAll(fixture.session(), blob)).isEqualTo(fixture.layer.blob());
        Request first = fixture.registry.requests("GET", BLOBS).getFirst();
        Request second = storage.requests("GET", BLOBS).getFirst();
        assertThat(first.header("Authorization")).isPresent();
        assertThat(second.header("Authorization")).isEmpty();
    }

    @Test
    void authorizationStaysWithinTheOrigin() throws Exception {
        fixture.registry.require(new BearerAuth());
        String elsewhere = "/v2/library/app/blobs/" + fixture.layer.digest() + "?again";
        fixture.registry.on("GET", BLOBS).nth(1).answer(Behaviour.redirectTo(elsewhere));
        assertThat(readAll(fixture.session(), blob)).isEqualTo(fixture.layer.blob());
        assertThat(fixture.registry.requests("GET", BLOBS))
                .hasSize(2)
                .allMatch(r -> r.header("Authorization").isPresent());
    }

    @Test
    void rangeAndAcceptGoAlongAndNothingElse() throws Exception {
        fixture.registry.on("GET", BLOBS).answer(Behaviour.redirect(storage.uri()));
        fixture.registry.on("GET", MANIFESTS).answer(Behaviour.redirect(storage.uri()));
        RegistrySession session = fixture.session();
        session.blob(blob, 10).close();
        session.resolve();
        Request part = storage.requests("GET", BLOBS).getFirst();
        assertThat(part.header("Range")).contains("bytes=10-");
        assertThat(part.header("Accept-Encoding")).isEmpty();
        assertThat(storage.requests("GET", MANIFESTS).getFirst().header("Accept")).isPresent();
    }

    @Test
    void redirectLoopEndsAtTheLimit() {
        fixture.registry.on("GET", BLOBS).answer(Behaviour.redirect(fixture.registry.uri()));
        assertThatThrownBy(() -> fixture.session().blob(blob, 0))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("stopped after 10 redirects");
        assertThat(fixture.registry.requests("GET", BLOBS)).hasSize(11);
    }

    @Test
    void redirectToAnotherSchemeIsRefused() {
        for (String target : new String[] {"file:///etc/passwd", "ftp://x/y", "http:///x", "//"}) {
            fixture.registry.behave();
            fixture.registry.on("GET", BLOBS).answer(Behaviour.redirectTo(target));
            assertThatThrownBy(() -> fixture.session().blob(blob, 0))
                    .as(target)
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("redirects to something that is no http or https URL");
        }
    }

    @Test
    void redirectFromTlsToPlainHttpIsRefused() throws Exception {
        try (RegistryFixture tls = new RegistryFixture(LoopbackRegistry.startTls())) {
            tls.registry.on("GET", BLOBS).answer(Behaviour.redirect(storage.uri()));
            assertThatThrownBy(() -> tls.session().blob(blob, 0))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("it would go on without TLS");
            assertThat(storage.requests()).isEmpty();
        }
    }

    @Test
    void signedLinksAreFollowedAndNotShown() {
        String signed = storage.uri() + "/gone?X-Signature=se cret|{x}";
        fixture.registry.on("GET", BLOBS).answer(Behaviour.redirectTo(signed));
        assertThatThrownBy(() -> fixture.session().blob(blob, 0))
                .hasMessageNotContaining("cret")
                .hasMessageContaining("404");
        assertThat(storage.requests("GET", "/gone").getFirst().query())
                .isEqualTo("X-Signature=se%20cret%7C%7Bx%7D");
    }
}
