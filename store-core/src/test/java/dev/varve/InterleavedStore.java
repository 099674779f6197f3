package dev.varve;

import dev.varve.archive.ImportRequest;
import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerFilters;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageFilters;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.pull.PullRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A small store with three images that share layers, and what can be done to it. Each operation
/// answers the image that its name leads to when it has succeeded, or nothing for a removal.
final class InterleavedStore implements AutoCloseable {
    /// Names that are no prefix of an ID, which `rm` would take too.
    static final List<String> IMAGES = List.of("p", "q", "r");
    private static final TestLayer BASE = layer("base");
    private static final TestLayer MIDDLE = layer("middle");
    private static final Map<String, TestImage> PUBLISHED =
            Map.of(
                    "p", image("p", BASE),
                    "q", image("q", BASE, MIDDLE),
                    "r", image("r", BASE, MIDDLE, layer("top")));

    private final EngineFixture store;

    InterleavedStore(Path root, String driver) throws IOException {
        store = new EngineFixture(root, driver);
        PUBLISHED.forEach(
                (name, image) -> store.registry.publish("library/" + name, "latest", image));
    }

    private static TestLayer layer(String name) {
        return TestLayer.gzip(TarBuilder.pax().file(name, name).directory("d"));
    }

    private static TestImage image(String mark, TestLayer... layers) {
        TestImage.Builder builder = TestImage.builder().label("mark", mark).cmd("/bin");
        for (TestLayer layer : layers) {
            builder.layer(layer);
        }
        return builder.build();
    }

    Optional<String> pull(String name) {
        store.pull(name);
        return Optional.of(PUBLISHED.get(name).configDigest());
    }

    /// By a client that goes away when it has heard some events.
    Optional<String> pullUntil(String name, int events) {
        AtomicInteger heard = new AtomicInteger();
        PullRequest request =
                new PullRequest(name(name), Optional.empty(), new Credentials.Anonymous());
        store.engine
                .puller()
                .pull(
                        request,
                        _ -> {
                            if (heard.incrementAndGet() > events) {
                                throw new Cancelled("the client went away");
                            }
                        });
        return Optional.of(PUBLISHED.get(name).configDigest());
    }

    Optional<String> load(String name, String tag) {
        Archives.load(
                store, Archives.docker24(PUBLISHED.get(name), name(tag).familiar()).build());
        return Optional.of(PUBLISHED.get(name).configDigest());
    }

    Optional<String> importAs(String tag) {
        return Optional.of(
                store.engine
                        .importer()
                        .importStream(
                                new ImportRequest(
                                        Optional.of(name(tag)),
                                        "",
                                        DockerfileChanges.parse(List.of("CMD /bin")),
                                        Optional.empty()),
                                new ByteArrayInputStream(BASE.tar()))
                        .toString());
    }

    /// The image is named by its ID, so that it is known which one it is.
    Optional<String> tag(String imageId, String tag) {
        store.engine.images().tag(imageId, name(tag));
        return Optional.of(imageId);
    }

    Optional<String> remove(String name) {
        store.engine.remover().remove(name, false, false);
        return Optional.empty();
    }

    void prune() {
        store.engine.pruner().prune(ImageFilters.NONE);
    }

    Optional<String> commit(String container, String tag) {
        return Optional.of(
                store.engine
                        .commit()
                        .commit(
                                new CommitRequest(
                                        container,
                                        Optional.of(name(tag)),
                                        "",
                                        "",
                                        Optional.empty(),
                                        DockerfileChanges.parse(List.of())))
                        .toString());
    }

    Optional<String> create(String container, String imageId) {
        store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of(container),
                                RunConfig.EMPTY.with(RunField.IMAGE, imageId),
                                HostConfig.EMPTY));
        return Optional.of(imageId);
    }

    Optional<String> removeContainer(String container) {
        store.engine.containers().remove(container, false);
        return Optional.empty();
    }

    private static Reference name(String text) {
        return ReferenceParser.parseNormalized(text).withDefaultTag();
    }

    /// Image IDs by what leads to them: a name, or `container ` and its name.
    Map<String, String> pointers() {
        Map<String, String> pointers = new HashMap<>();
        for (var row : store.engine.images().list(ImageFilters.NONE, true, false)) {
            for (Reference reference : row.references()) {
                if (reference.digest().isEmpty()) {
                    pointers.put(
                            reference.familiar().replace(":latest", ""),
                            row.image().id().toString());
                }
            }
        }
        for (var row : store.engine.containers().list(ContainerFilters.NONE, true, 0, false)) {
            pointers.put(
                    "container " + row.container().name(), row.container().image().toString());
        }
        return pointers;
    }

    Set<String> images() {
        Set<String> ids = new TreeSet<>();
        for (var row : store.engine.images().list(ImageFilters.NONE, true, false)) {
            ids.add(row.image().id().toString());
        }
        return ids;
    }

    void assertSound() throws IOException {
        store.assertSound();
    }

    /// Removes everything that leads to something, and prunes.
    ///
    /// @return what is left although nothing leads to it
    Set<String> emptied() throws IOException {
        for (String pointer : pointers().keySet()) {
            if (pointer.startsWith("container ")) {
                removeContainer(pointer.substring("container ".length()));
            }
        }
        for (String pointer : pointers().keySet()) {
            remove(pointer);
        }
        Set<String> left = Set.of("not looked yet");
        for (int attempt = 0; attempt < 1_000 && !left.isEmpty(); attempt++) {
            // A transfer that nobody wants any more ends in a thread of its own.
            prune();
            Thread.yield();
            left = new TreeSet<>(images());
            left.addAll(Archives.blobs(store));
            left.addAll(layers());
        }
        return left;
    }

    private List<String> layers() throws IOException {
        Path directory = store.root().resolve(store.engine.driver().name());
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.length() == 64)
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
