package dev.varve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.oci.Platform;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Texts as a dockerd 28.5 has them, seen against the same registry.
class DescriptionTest {
    private final RegistryFixture fixture = new RegistryFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private RemoteDescription describe(String tag) {
        return fixture.client()
                .describe(
                        RegistryFixture.reference(fixture.registry.host(), tag),
                        RegistryFixture.NOBODY);
    }

    @Test
    void aSingleImageIsOfThePlatformThatItsConfigNames() {
        assertThat(describe("latest"))
                .isEqualTo(
                        new RemoteDescription(
                                fixture.manifestDescriptor(),
                                List.of(new Platform("linux", "amd64", ""))));
    }

    @Test
    void anIndexIsOfThePlatformsThatItLists() {
        TestImage arm =
                TestImage.builder().platform("linux", "arm64", "v8").layer(fixture.layer).build();
        TestIndex index = TestIndex.of(fixture.image, arm);
        fixture.registry.publish("library/app", "multi", index);
        RemoteDescription found = describe("multi");
        assertThat(found.descriptor().digest().toString()).isEqualTo(index.digest());
        assertThat(found.platforms())
                .containsExactly(
                        new Platform("linux", "amd64", ""), new Platform("linux", "arm64", "v8"));
        assertThat(fixture.registry.requests("GET", RegistryFixture.BLOBS)).isEmpty();
    }

    @Test
    void whatTheRegistrySaysIsToldAsItIs() {
        assertThatThrownBy(() -> describe("nope"))
                .isInstanceOf(NotFound.class)
                .hasMessage("manifest unknown: manifest unknown");
        refuse(403, "DENIED", "requested access to the resource is denied");
        assertThatThrownBy(() -> describe("latest"))
                .isInstanceOf(Denied.class)
                .hasMessage("denied: requested access to the resource is denied");
        refuse(401, "UNAUTHORIZED", "authentication required");
        assertThatThrownBy(() -> describe("latest"))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("unauthorized: authentication required");
        refuse(404, "NAME_UNKNOWN", "repository name not known to registry");
        assertThatThrownBy(() -> describe("latest"))
                .isInstanceOf(NotFound.class)
                .hasMessage("name unknown: repository name not known to registry");
        refuse(429, "TOOMANYREQUESTS", "slow down");
        assertThatThrownBy(() -> describe("latest"))
                .isInstanceOf(Unavailable.class)
                .hasMessage("toomanyrequests: slow down");
    }

    private void refuse(int status, String code, String message) {
        fixture.registry.behave();
        fixture.registry
                .on("*", RegistryFixture.MANIFESTS)
                .answer(Behaviour.error(status, code, message));
    }

    @Test
    void aConfigThatDoesNotFitItsDigestIsRefused() {
        fixture.registry.on("GET", RegistryFixture.BLOBS).answer(Behaviour.wrongBytes());
        assertThatThrownBy(() -> describe("latest"))
                .isInstanceOf(Corrupt.class)
                .hasMessageStartingWith("image config verification failed for digest sha256:");
    }
}
