package dev.varve.crash;

import dev.varve.Engine;
import dev.varve.EngineSettings;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.disk.DiskWatch;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A store that can be left as a process leaves it that is killed.
final class CrashStore {
    /// The time is always the same, so that what is made again is the same.
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final Path root;
    private final String driver;
    private final URI registry;
    private @Nullable Engine engine;

    CrashStore(Path root, String driver, URI registry) {
        this.root = root;
        this.driver = driver;
        this.registry = registry;
    }

    Path root() {
        return root;
    }

    String driver() {
        return driver;
    }

    URI registry() {
        return registry;
    }

    Engine engine() {
        if (engine == null) {
            throw new IllegalStateException("the store is not open");
        }
        return engine;
    }

    /// Opens it, and makes its index again when that was lost on the way, as whoever runs a store
    /// would.
    void open() throws IOException {
        openAsItIs();
        if (engine().damage().isPresent()) {
            engine().rebuildIndex();
        }
    }

    /// Opens it without its index.
    void loseIndex() throws IOException {
        close();
        Files.delete(root.resolve("varve.db"));
        openAsItIs();
    }

    private void openAsItIs() throws IOException {
        engine =
                Engine.open(
                        new EngineSettings(
                                root, new RegistrySettings(List.of(registry), Set.of()), 3, CLOCK),
                        where ->
                                driver.equals("vfs")
                                        ? VfsDriver.open(where.resolve("vfs"))
                                        : Overlay2Driver.open(where.resolve("overlay2")));
    }

    void close() throws IOException {
        engine().close();
        engine = null;
    }

    void closeIfOpen() throws IOException {
        if (engine != null) {
            close();
        }
    }

    Seam.Watching watch(DiskWatch watch) throws IOException {
        return Seam.watch(root, watch);
    }

    /// Lets go of everything that a process lets go of when it dies, after the watcher has seen to
    /// it that nothing is changed any more. SQLite would tidy its files: they are put back as they
    /// were, without the shared memory that a new process makes anew.
    void abandon(Death death) throws IOException {
        death.now();
        Map<Path, byte[]> files = new HashMap<>();
        for (String name : List.of("varve.db", "varve.db-wal")) {
            Path file = root.resolve(name);
            if (Files.exists(file)) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        try {
            if (engine != null) {
                close();
            }
        } catch (IOException expected) {
            // The last thing that it does is to write index.json, which it cannot any more.
            engine = null;
        }
        Files.deleteIfExists(root.resolve("varve.db-shm"));
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }
}
