package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.MANIFESTS;
import static dev.varve.registry.RegistryFixture.NOBODY;
import static dev.varve.registry.RegistryFixture.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.Request;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.MediaTypes;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

class ManifestsTest {
    private final RegistryFixture fixture = new RegistryFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void tagIsResolvedByHeadAndFetchedByDigest() {
        RemoteManifest found = fixture.session().resolve();
        assertThat(found.text()).isEqualTo(text(fixture.image.manifest()));
        assertThat(found.descriptor()).isEqualTo(fixture.manifestDescriptor());
        assertThat(found.source()).isEqualTo(fixture.registry.uri().toString());
        assertThat(requestLines())
                .containsExactly(
                        "GET /v2/",
                        "HEAD /v2/library/app/manifests/latest",
                        "GET /v2/library/app/manifests/" + fixture.image.manifestDigest());
    }

    @Test
    void whatIsKnownByItsDigestIsNotFetched() {
        RemoteManifest found = fixture.session().resolve(knownAs(fixture.manifestDescriptor()));
        assertThat(found.text()).isEqualTo("the store's");
        assertThat(found.descriptor()).isEqualTo(fixture.manifestDescriptor());
        assertThat(requestLines())
                .containsExactly("GET /v2/", "HEAD /v2/library/app/manifests/latest");
    }

    @Test
    void whatIsKnownUnderAnotherMediaTypeIsFetched() {
        Descriptor real = fixture.manifestDescriptor();
        Descriptor other = new Descriptor(MediaTypes.OCI_INDEX, real.digest(), real.size());
        assertThat(fixture.session().resolve(knownAs(other)).descriptor()).isEqualTo(real);
    }

    /// Another text shows where it came from.
    private RegistrySession.KnownDocuments knownAs(Descriptor descriptor) {
        return digest ->
                digest.equals(descriptor.digest())
                        ? Optional.of(new RegistrySession.KnownDocument(descriptor, "the store's"))
                        : Optional.empty();
    }

    @Test
    void acceptNamesAllTypesOnOneLineAndUserAgentIsVarve() {
        fixture.session().resolve();
        for (Request request : fixture.registry.requests("*", MANIFESTS)) {
            assertThat(request.headers().get("accept"))
                    .containsExactly(
                            "application/vnd.docker.distribution.manifest.v2+json,"
                                    + " application/vnd.docker.distribution.manifest.list.v2+json,"
                                    + " application/vnd.oci.image.manifest.v1+json,"
                                    + " application/vnd.oci.image.index.v1+json");
            assertThat(request.header("User-Agent").orElse("")).startsWith("varve/");
        }
    }

    @Test
    void oneConnectionServesAWholePull() throws Exception {
        RegistrySession session = fixture.session();
        session.resolve();
        assertThat(RegistryFixture.readAll(session, fixture.layerDescriptor()))
                .isEqualTo(fixture.layer.blob());
        assertThat(fixture.registry.connections()).isEqualTo(1);
    }

    @Test
    void digestOfAReferenceWinsOverItsTag() {
        Reference both =
                new Reference(
                        fixture.registry.host(),
                        "library/app",
                        Optional.of("nope"),
                        Optional.of(Digest.parse(fixture.image.manifestDigest())));
        assertThat(fixture.session(both, NOBODY).resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
        assertThat(fixture.registry.requests("*", ".*/nope")).isEmpty();
    }

    @Test
    void missingDigestHeaderFallsBackToGetByTag() {
        fixture.registry
                .on("*", MANIFESTS)
                .answer(Behaviour.withoutHeader("Docker-Content-Digest"));
        assertThat(fixture.session().resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
        assertThat(fixture.registry.requests("GET", MANIFESTS))
                .extracting(Request::path)
                .containsExactly("/v2/library/app/manifests/latest");
    }

    @Test
    void unreadableDigestHeaderCountsAsNone() {
        fixture.registry
                .on("*", MANIFESTS)
                .answer(Behaviour.header("Docker-Content-Digest", "md5:nonsense"));
        assertThat(fixture.session().resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
    }

    @Test
    void headThatIsNotAllowedFallsBackToGet() {
        fixture.registry.on("HEAD", MANIFESTS).answer(Behaviour.status(405));
        assertThat(fixture.session().resolve().descriptor())
                .isEqualTo(fixture.manifestDescriptor());
    }

    @Test
    void bodyByTagMustFitTheDigestOfItsOwnHeader() {
        String other = Digest.sha256(new byte[] {1}).toString();
        fixture.registry.on("HEAD", MANIFESTS).answer(Behaviour.status(405));
        fixture.registry
                .on("GET", MANIFESTS)
                .answer(Behaviour.header("Docker-Content-Digest", other));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Corrupt.class)
                .hasMessage("manifest verification failed for digest " + other);
    }

    @Test
    void changedBytesAreCorrupt() {
        fixture.registry.on("GET", MANIFESTS).answer(Behaviour.wrongBytes());
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Corrupt.class)
                .hasMessage(
                        "manifest verification failed for digest "
                                + fixture.image.manifestDigest());
        assertThatThrownBy(() -> fixture.session().manifest(fixture.manifestDescriptor()))
                .isInstanceOf(Corrupt.class);
    }

    @Test
    void manifestOfAnotherSizeThanItsDescriptorIsCorrupt() {
        Descriptor real = fixture.manifestDescriptor();
        Descriptor lie = new Descriptor(real.mediaType(), real.digest(), real.size() + 1);
        assertThatThrownBy(() -> fixture.session().manifest(lie))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("has " + real.size() + " bytes");
    }

    @Test
    void oversizedManifestIsRefusedWithTheLimit() {
        fixture.registry.on("GET", MANIFESTS).answer(Behaviour.body(new byte[(8 << 20) + 1]));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("longer than the limit of 8388608 bytes");
    }

    @Test
    void manifestWithoutContentTypeIsRefused() {
        fixture.registry.on("*", MANIFESTS).answer(Behaviour.withoutHeader("Content-Type"));
        assertThatThrownBy(() -> fixture.session().resolve())
                .isInstanceOf(Unavailable.class)
                .hasMessage("missing or empty Content-Type header");
    }

    @Test
    void contentTypeLosesItsParameters() {
        fixture.registry
                .on("GET", MANIFESTS)
                .answer(
                        Behaviour.header(
                                "Content-Type", fixture.image.manifestType() + "; charset=utf-8"));
        assertThat(fixture.session().resolve().descriptor().mediaType())
                .isEqualTo(fixture.image.manifestType());
    }

    @Test
    void manifestThatIsNotUtf8IsCorrupt() {
        byte[] latin = {'{', (byte) 0xE9, '}'};
        fixture.registry.manifest("library/app", "latin", "application/json", latin);
        assertThatThrownBy(() ->
                        fixture.session(reference(fixture.registry.host(), "latin"), NOBODY)
                                .resolve())
                .isInstanceOf(Corrupt.class)
                .hasMessageEndingWith("is not UTF-8");
    }

    private List<String> requestLines() {
        return fixture.registry.requests().stream().map(r -> r.method() + " " + r.path()).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
