package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.NotFound;
import dev.varve.oci.Digest;
import dev.varve.push.PushEvent;
import dev.varve.push.PushEvent.LayerState;
import dev.varve.push.PushRequest;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;

@Timeout(30)
final class PushEndpointTest {
    private static final Digest ONE = Digest.parse("sha256:" + "a".repeat(64));
    private static final Digest TWO = Digest.parse("sha256:" + "b".repeat(64));

    @TempDir Path directory;
    TestDaemon daemon;
    RawClient client;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
        client = daemon.client();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static PushEvent layer(Digest layer, LayerState state, long current, long total) {
        String from = state == LayerState.MOUNTED ? "library/base" : "";
        return new PushEvent.Layer(layer, state, from, current, total);
    }

    private void pushing(PushEvent... events) {
        daemon.store.pushing =
                progress -> {
                    for (PushEvent event : events) {
                        progress.accept(event);
                    }
                };
    }

    @Test
    void aPushIsToldInDockersWords() throws IOException {
        pushing(
                new PushEvent.Started(ReferenceParser.parseNormalized("foo")),
                layer(ONE, LayerState.PREPARING, 0, 0),
                layer(TWO, LayerState.PREPARING, 0, 0),
                layer(TWO, LayerState.WAITING, 0, 0),
                layer(ONE, LayerState.PUSHING, 50, 100),
                new PushEvent.Retrying(ONE, 1),
                layer(ONE, LayerState.PUSHED, 0, 0),
                layer(TWO, LayerState.MOUNTED, 0, 0),
                new PushEvent.Done("latest", ONE, 528));

        Answer answer = client.post("/images/foo/push?tag=latest");

        String bar = "[=========================\\u003e                         ]      50B/100B";
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        """
                        {"status":"The push refers to repository [docker.io/library/foo]"}
                        {"status":"Preparing","progressDetail":{},"id":"aaaaaaaaaaaa"}
                        {"status":"Preparing","progressDetail":{},"id":"bbbbbbbbbbbb"}
                        {"status":"Waiting","progressDetail":{},"id":"bbbbbbbbbbbb"}
                        {"status":"Pushing","progressDetail":{"current":50,"total":100},"progress":"BAR","id":"aaaaaaaaaaaa"}
                        {"status":"Retrying in 1 second","progressDetail":{},"id":"aaaaaaaaaaaa"}
                        {"status":"Pushed","progressDetail":{},"id":"aaaaaaaaaaaa"}
                        {"status":"Mounted from library/base","progressDetail":{},"id":"bbbbbbbbbbbb"}
                        {"status":"latest: digest: sha256:AAAA size: 528"}
                        {"progressDetail":{},"aux":{"Tag":"latest","Digest":"sha256:AAAA","Size":528}}
                        """
                                .replace("AAAA", "a".repeat(64))
                                .replace("BAR", bar)
                                .replace("\n", "\r\n"));
    }

    @Test
    void aLayerThatDoesNotMoveIsToldOnce() throws IOException {
        PushEvent same = layer(ONE, LayerState.PUSHING, 7, 100);
        pushing(same, same, same, layer(ONE, LayerState.PUSHED, 0, 0));
        assertThat(client.post("/images/foo/push?tag=1").body().lines()).hasSize(2);
    }

    @Test
    void nameTagPlatformAndCredentialsReachTheStore() throws IOException {
        String auth =
                Base64.getUrlEncoder()
                        .encodeToString(
                                "{\"username\":\"u\",\"password\":\"p\"}"
                                        .getBytes(StandardCharsets.UTF_8));
        client.request(
                "POST",
                "/v1.46/images/127.0.0.1:5000/a/b/push?tag=1&platform="
                        + "%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22arm64%22%7D",
                "X-Registry-Auth: " + auth + "\r\nContent-Length: 0\r\n\r\n");
        PushRequest push = daemon.store.pushes.getFirst();
        assertThat(push.reference().toString()).isEqualTo("127.0.0.1:5000/a/b:1");
        assertThat(push.platform().orElseThrow().toString()).isEqualTo("linux/arm64");
        assertThat(push.credentials()).isEqualTo(new Credentials.Password("u", "p"));
    }

    @Test
    void beforeVersion46APlatformIsNotLookedAt() throws IOException {
        client.post("/v1.45/images/foo/push?tag=1&platform=nonsense");
        assertThat(daemon.store.pushes.getFirst().platform()).isEmpty();
    }

    @Test
    void withoutATagAllTagsAreMeant() throws IOException {
        client.post("/images/foo/push");
        assertThat(daemon.store.pushes.getFirst().reference().isNameOnly()).isTrue();
    }

    @Test
    void theTagParameterGoesBeforeTheTagOfTheName() throws IOException {
        client.post("/images/foo:1/push?tag=2");
        assertThat(daemon.store.pushes.getFirst().reference().familiar()).isEqualTo("foo:2");
    }

    @Test
    void aFailureBeforeTheFirstLineIsAStatusAndLaterALine() throws IOException {
        NotFound missing = new NotFound("tag does not exist: foo:1");
        daemon.store.pushing =
                progress -> {
                    throw missing;
                };
        assertThat(client.post("/images/foo/push?tag=1").status()).isEqualTo(404);
        Consumer<Consumer<PushEvent>> denied =
                progress -> {
                    progress.accept(new PushEvent.Started(ReferenceParser.parseNormalized("foo")));
                    throw new Denied("denied: requested access to the resource is denied");
                };
        daemon.store.pushing = denied;
        Answer answer = client.post("/images/foo/push?tag=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .endsWith("\"error\":\"denied: requested access to the resource is denied\"}\r\n");
    }

    @Test
    void aNameThatIsNoneOrHasADigestIsRefused() throws IOException {
        assertThat(client.post("/images/Upper/push?tag=1").status()).isEqualTo(400);
        assertThat(client.post("/images/foo@" + ONE + "/push?tag=1").status()).isEqualTo(400);
        assertThat(client.post("/images/foo/push?tag=-x").status()).isEqualTo(400);
    }
}
