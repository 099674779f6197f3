package dev.varve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.Request;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.registry.PushSession.UploadListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a push is let in with, where to, and what it asks for.
@Timeout(60)
class PushAccessTest {
    private static final Credentials USER = new Credentials.Password("user", "secret");
    private static final UploadListener NOBODY_LISTENS =
            new UploadListener() {
                @Override
                public void sent(long bytes) {}

                @Override
                public void retrying(int seconds) {}
            };

    @TempDir Path directory;
    private final RegistryFixture fixture = new RegistryFixture();
    private final LoopbackRegistry registry = fixture.registry;
    private final TestLayer layer = TestLayer.gzip(TarBuilder.pax().file("new", "content"));
    private Descriptor blob;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        blob = new Descriptor("layer", Digest.parse(layer.digest()), layer.size());
        file = Files.write(directory.resolve("blob"), layer.blob());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private PushSession session(Credentials credentials) {
        Reference reference = RegistryFixture.reference(registry.host(), "latest");
        return fixture.client().push(reference.nameOnly(), credentials);
    }

    private List<Request> tokenRequests() {
        return registry.requests("*", "/token");
    }

    @Test
    void aTokenIsAskedForThatAllowsPullingAndPushing() {
        registry.require(new BearerAuth().user("user", "secret"));
        session(USER).upload(blob, file, NOBODY_LISTENS);
        assertThat(registry.hasBlob("library/app", layer.digest())).isTrue();
        assertThat(tokenRequests())
                .singleElement()
                .satisfies(r ->
                        assertThat(r.parameters("scope"))
                                .containsExactly("repository:library/app:pull,push"));
    }

    @Test
    void whoMayOnlyPullIsTold() {
        registry.require(new BearerAuth().user("user", "secret"));
        assertThatThrownBy(() -> session(RegistryFixture.NOBODY).upload(blob, file, NOBODY_LISTENS))
                .isInstanceOf(Denied.class)
                .hasMessage("denied: requested access to the resource is denied");
    }

    @Test
    void aBasicRegistryWithoutCredentialsIsNotAskedTwice() {
        registry.require(new BasicAuth("user", "secret"));
        assertThatThrownBy(() -> session(RegistryFixture.NOBODY).hasBlob(blob))
                .isInstanceOf(Unauthorized.class)
                .hasMessageContaining("no basic auth credentials");
        session(USER).upload(blob, file, NOBODY_LISTENS);
        assertThat(registry.hasBlob("library/app", layer.digest())).isTrue();
    }

    @Test
    void aTokenThatExpiresInMidPushIsRenewed() {
        BearerAuth auth = new BearerAuth().user("user", "secret").usesPerToken(1);
        registry.require(auth);
        PushSession session = session(USER);
        assertThat(session.hasBlob(blob)).isFalse();
        session.upload(blob, file, NOBODY_LISTENS);
        assertThat(registry.hasBlob("library/app", layer.digest())).isTrue();
        assertThat(auth.issued()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aMountAsksForAccessToBothRepositoriesAndNothingElseDoes() {
        registry.require(new BearerAuth().user("user", "secret"));
        registry.publish("team/base", "1", TestImage.builder().layer(layer).build());
        PushSession session = session(USER);
        assertThat(session.hasBlob(blob)).isFalse();
        assertThat(session.mount(blob, "team/base")).isTrue();
        assertThat(session.hasBlob(blob)).isTrue();
        assertThat(tokenRequests())
                .extracting(r -> r.parameters("scope"))
                .containsExactly(
                        List.of("repository:library/app:pull,push"),
                        List.of("repository:library/app:pull,push", "repository:team/base:pull"));
    }

    @Test
    void anIdentityTokenAsksForBothScopesInOneField() {
        registry.require(new BearerAuth().identityToken("me"));
        registry.publish("team/base", "1", TestImage.builder().layer(layer).build());
        PushSession session = session(new Credentials.IdentityToken("me"));
        assertThat(session.mount(blob, "team/base")).isTrue();
        assertThat(tokenRequests().getLast().fields("scope"))
                .containsExactly("repository:library/app:pull,push repository:team/base:pull");
    }

    @Test
    void aRepositoryThatMayNotBeReadIsNoReasonToFail() {
        registry.require(new BearerAuth().user("user", "secret").forbidden("team/base"));
        registry.publish("team/base", "1", TestImage.builder().layer(layer).build());
        PushSession session = session(USER);
        assertThat(session.mount(blob, "team/base")).isFalse();
        session.upload(blob, file, NOBODY_LISTENS);
        assertThat(registry.hasBlob("library/app", layer.digest())).isTrue();
    }

    @Test
    void mirrorsAreNeverPushedTo() {
        LoopbackRegistry mirror = fixture.another();
        fixture.hubClient(mirror.uri())
                .push(RegistryFixture.reference("docker.io", "x").nameOnly(), USER)
                .upload(blob, file, NOBODY_LISTENS);
        assertThat(mirror.requests()).isEmpty();
        assertThat(registry.hasBlob("library/app", layer.digest())).isTrue();
    }

    @Test
    void aRegistryThatIsNotThereIsToldInDockersWords() {
        LoopbackRegistry gone = LoopbackRegistry.start();
        String host = gone.host();
        gone.close();
        PushSession session =
                fixture.client().push(RegistryFixture.reference(host, "x").nameOnly(), USER);
        assertThatThrownBy(session::reach)
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "Get \"http://"
                                + host
                                + "/v2/\": dial tcp "
                                + host
                                + ": connect: connection refused");
    }
}
