package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.image.ImageFilters;
import dev.varve.image.ImageSummary;
import dev.varve.layer.Drivers;
import dev.varve.oci.Platform;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverType;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// An engine on a temporary root with a loopback registry as the mirror of docker.io. Closing it
/// checks that the store is what it says it is.
final class EngineFixture implements AutoCloseable {
    private final Path root;
    private String driver;
    private final DriverType type;
    private final DriverOptions options;
    private boolean alone;
    final LoopbackRegistry registry = LoopbackRegistry.start();
    Engine engine;

    EngineFixture(Path root, String driver) throws IOException {
        this(root, driver.equals("vfs") ? VfsDriver.TYPE : Overlay2Driver.TYPE, DriverOptions.NONE);
    }

    EngineFixture(Path root, DriverType type, DriverOptions options) throws IOException {
        this.root = root;
        this.type = type;
        this.options = options;
        this.driver = type.name();
        this.engine = open();
    }

    private Engine open() throws IOException {
        RegistrySettings registries = new RegistrySettings(List.of(registry.uri()), Set.of());
        return Engine.open(
                new EngineSettings(root, registries, 3, Clock.systemUTC()),
                new Engine.DriverFactory() {
                    @Override
                    public StorageDriver open(Path where) throws IOException {
                        return openDriver(driver, where);
                    }

                    @Override
                    public Drivers openAll(Path where, Set<String> holding) throws IOException {
                        return EngineFixture.this.openAll(where);
                    }
                });
    }

    private Drivers openAll(Path where) throws IOException {
        List<StorageDriver> beside = new ArrayList<>();
        Map<String, String> unopened = new HashMap<>();
        for (String name : List.of("overlay2", "vfs")) {
            if (name.equals(driver) || !Files.isDirectory(where.resolve(name))) {
                continue;
            }
            if (alone) {
                unopened.put(name, "it does not work in this test");
            } else {
                beside.add(openDriver(name, where));
            }
        }
        return new Drivers(openDriver(driver, where), beside, unopened);
    }

    private StorageDriver openDriver(String name, Path where) throws IOException {
        if (name.equals(type.name())) {
            return type.opener().open(where.resolve(name), options);
        }
        return name.equals("vfs")
                ? VfsDriver.open(where.resolve("vfs"))
                : Overlay2Driver.open(where.resolve("overlay2"));
    }

    /// Opens the store with another driver, and with those beside it whose directories are there.
    void reopenWith(String otherDriver) throws IOException {
        driver = otherDriver;
        alone = false;
        reopen();
    }

    /// As [#reopenWith], but no other driver can be opened.
    void reopenWithOnly(String otherDriver) throws IOException {
        driver = otherDriver;
        alone = true;
        reopen();
    }

    /// Closes and opens the store, as a restart of the daemon does.
    void reopen() throws IOException {
        engine.close();
        reopenAfterClose();
    }

    /// For who does something in between.
    void reopenAfterClose() throws IOException {
        engine = open();
    }

    /// Closes the store, so that something can be done to its files before [#start].
    void stop() throws IOException {
        engine.close();
    }

    void start() throws IOException {
        engine = open();
    }

    Path root() {
        return root;
    }

    List<PullEvent> pull(String reference) {
        return pull(reference, Optional.empty());
    }

    List<PullEvent> pull(String reference, Optional<Platform> platform) {
        return pull(ReferenceParser.parseNormalized(reference).withDefaultTag(), platform);
    }

    /// A name alone means all its tags.
    List<PullEvent> pullAsIs(Reference reference) {
        return pull(reference, Optional.empty());
    }

    private List<PullEvent> pull(Reference parsed, Optional<Platform> platform) {
        List<PullEvent> events = new CopyOnWriteArrayList<>();
        engine.puller()
                .pull(new PullRequest(parsed, platform, new Credentials.Anonymous()), events::add);
        return events;
    }

    /// Familiar names of everything listed, with IDs of what has no name.
    List<String> names() {
        return engine.images().list(ImageFilters.NONE, false, false).stream()
                .flatMap(row -> names(row).stream())
                .toList();
    }

    private static List<String> names(ImageSummary row) {
        List<String> tags =
                row.references().stream()
                        .filter(r -> r.digest().isEmpty())
                        .map(Reference::familiar)
                        .toList();
        return tags.isEmpty() ? List.of("<none>") : tags;
    }

    int blobRequests() {
        return registry.requests("GET", "/v2/.*/blobs/.*").size();
    }

    void assertSound() throws IOException {
        assertThat(engine.check().run()).isEmpty();
    }

    @Override
    public void close() throws IOException {
        try {
            assertSound();
        } finally {
            engine.close();
            registry.close();
        }
    }
}
