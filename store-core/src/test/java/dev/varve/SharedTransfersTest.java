package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.NotFound;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.pull.PullRequest;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// Several pulls that want the same layers at the same time.
@Timeout(60)
class SharedTransfersTest {
    private static final TestLayer BASE = TestLayer.gzip(TarBuilder.pax().file("base", "base"));
    private static final TestLayer BIG = TestLayer.gzip(TarBuilder.pax().file("big", random()));
    private static final String BIG_PATH = "/v2/.*/blobs/" + BIG.digest();

    @TempDir Path directory;
    private EngineFixture store;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService clients = Executors.newCachedThreadPool();

    private static byte[] random() {
        byte[] bytes = new byte[3 << 20];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "overlay2");
        TestImage image = TestImage.builder().layer(BASE).layer(BIG).build();
        store.registry.publish("library/app", "latest", image);
        TestImage other = TestImage.builder().cmd("other").layer(BASE).layer(BIG).build();
        store.registry.publish("library/other", "latest", other);
    }

    @AfterEach
    void close() throws IOException {
        gate.countDown();
        clients.shutdownNow();
        store.close();
    }

    /// A client and what it was told.
    private final class Client {
        private final List<PullEvent> events = new ArrayList<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private boolean gone;

        Client(String reference) {
            PullRequest request =
                    new PullRequest(
                            ReferenceParser.parseNormalized(reference).withDefaultTag(),
                            Optional.empty(),
                            new Credentials.Anonymous());
            clients.execute(() -> {
                try {
                    store.engine.puller().pull(request, this::hear);
                    end.complete(null);
                } catch (RuntimeException e) {
                    end.completeExceptionally(e);
                }
            });
        }

        private synchronized void hear(PullEvent event) {
            if (gone) {
                throw new Cancelled("the client went away");
            }
            events.add(event);
            notifyAll();
        }

        synchronized void goAway() {
            gone = true;
        }

        synchronized void await(Predicate<PullEvent> event) throws InterruptedException {
            while (events.stream().noneMatch(event)) {
                wait();
            }
        }

        void awaitEnd() throws InterruptedException, ExecutionException {
            end.get();
        }

        Throwable failure() throws InterruptedException {
            try {
                end.get();
                return new AssertionError("the pull succeeded");
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        synchronized boolean isTold(LayerState state) {
            return events.stream().anyMatch(isBig(state));
        }
    }

    private static Predicate<PullEvent> isBig(LayerState state) {
        return event ->
                event instanceof PullEvent.Layer layer
                        && layer.blob().toString().equals(BIG.digest())
                        && layer.state() == state;
    }

    private Client stalled(String reference) throws InterruptedException {
        store.registry.on("GET", BIG_PATH).first(1).answer(Behaviour.stallAfter(1 << 20, gate));
        Client client = new Client(reference);
        client.await(isBig(LayerState.DOWNLOADING));
        return client;
    }

    @Test
    void theSecondClientFollowsWhatTheFirstBegan() throws Exception {
        Client first = stalled("app");
        Client second = new Client("app");
        Client third = new Client("other");
        second.await(isBig(LayerState.DOWNLOADING));
        third.await(isBig(LayerState.DOWNLOADING));

        gate.countDown();
        first.awaitEnd();
        second.awaitEnd();
        third.awaitEnd();

        assertThat(second.isTold(LayerState.COMPLETE)).isTrue();
        assertThat(third.isTold(LayerState.COMPLETE)).isTrue();
        assertThat(store.registry.requests("GET", BIG_PATH)).hasSize(1);
        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "other:latest");
    }

    @Test
    void aClientThatLeavesDoesNotStopTheOthers() throws Exception {
        Client first = stalled("app");
        Client second = new Client("app");
        second.await(isBig(LayerState.DOWNLOADING));

        first.goAway();
        gate.countDown();

        assertThat(first.failure()).isInstanceOf(Cancelled.class);
        second.awaitEnd();
        assertThat(store.names()).containsExactly("app:latest");
        assertThat(store.registry.requests("GET", BIG_PATH)).hasSize(1);
    }

    @Test
    void aFollowerThatLeavesDoesNotDisturbTheFirst() throws Exception {
        Client first = stalled("app");
        Client second = new Client("app");
        second.await(isBig(LayerState.DOWNLOADING));

        second.goAway();
        gate.countDown();

        first.awaitEnd();
        assertThat(second.failure()).isInstanceOf(Cancelled.class);
        assertThat(store.registry.requests("GET", BIG_PATH)).hasSize(1);
    }

    @Test
    void theLastClientThatLeavesEndsTheTransferAndWhatCameIsKept() throws Exception {
        String app = store.registry.host() + "/library/app";
        store.registry.on("GET", BIG_PATH).first(1).answer(Behaviour.cutAfter(2 << 20));
        store.registry.on("GET", BIG_PATH).after(1).answer(Behaviour.retryAfter(429, "500"));
        Client first = new Client(app);
        first.await(PullEvent.Retrying.class::isInstance);
        Client second = new Client(app);
        second.await(PullEvent.Retrying.class::isInstance);

        first.goAway();
        assertThat(first.failure()).isInstanceOf(Cancelled.class);
        assertThat(transfers()).hasSize(1);
        second.goAway();
        assertThat(second.failure()).isInstanceOf(Cancelled.class);
        assertThat(transfers()).isEmpty();

        store.registry.behave();
        store.pull(app);
        // What the cut connection still had on its way may be lost with it.
        assertThat(store.registry.requests("GET", BIG_PATH).getLast().header("Range"))
                .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d{4,6}-"));
    }

    private static List<String> transfers() {
        String big = "transfer " + BIG.digest().substring("sha256:".length()).substring(0, 12);
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(big::equals)
                .toList();
    }

    @Test
    void whatFailsForOneFailsForAllWhoAskTheSameRepository() throws Exception {
        String app = store.registry.host() + "/library/app";
        store.registry
                .on("GET", BIG_PATH)
                .answer(
                        Behaviour.error(404, "BLOB_UNKNOWN", "blob unknown to registry"),
                        Behaviour.silentUntil(gate));
        Client first = new Client(app);
        first.await(isBig(LayerState.PULLING));
        Client second = new Client(app);
        second.await(isBig(LayerState.PULLING));
        gate.countDown();

        assertThat(first.failure()).isInstanceOf(NotFound.class);
        assertThat(second.failure()).isInstanceOf(NotFound.class);
    }

    @Test
    void aClientOfAnotherRepositoryTakesOverWhereTheFirstOneFailed() throws Exception {
        String app = store.registry.host() + "/library/app";
        String path = "/v2/library/app/blobs/" + BIG.digest();
        store.registry
                .on("GET", path)
                .answer(
                        Behaviour.error(404, "BLOB_UNKNOWN", "blob unknown to registry"),
                        Behaviour.silentUntil(gate));
        Client first = new Client(app);
        first.await(isBig(LayerState.PULLING));
        Client second = new Client(store.registry.host() + "/library/other");
        second.await(isBig(LayerState.PULLING));
        second.await(event -> store.registry.requests("GET", path).size() == 1);
        gate.countDown();

        second.awaitEnd();
        first.awaitEnd();
    }

    @Test
    void fiftyClientsFetchEachBlobOnce() throws Exception {
        List<Client> fifty = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            fifty.add(new Client("app"));
        }
        for (Client client : fifty) {
            client.awaitEnd();
        }
        assertThat(store.registry.requests("GET", BIG_PATH)).hasSize(1);
        assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + BASE.digest())).hasSize(1);
    }

    @Test
    void aFailedPullSaysWhatIsKept() {
        String app = store.registry.host() + "/library/app";
        store.registry.on("GET", BIG_PATH).first(1).answer(Behaviour.cutAfter(2 << 20));
        store.registry
                .on("GET", BIG_PATH)
                .after(1)
                .answer(Behaviour.error(404, "BLOB_UNKNOWN", "blob unknown to registry"));
        assertThatThrownBy(() -> store.pull(app))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("blob unknown")
                .hasMessageMatching("(?s).*\\(kept 2\\.[01] MB of 3\\.1 MB, run again to go on\\)");
    }
}
