package dev.varve.daemon;

import dev.varve.daemon.DaemonConfig.LogLevel;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptions;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A daemon that runs within the test, on a socket under a directory of the test.
final class TestDaemon implements AutoCloseable {
    final FakeStore store = new FakeStore();
    final DaemonConfig config;
    private final Daemon daemon;

    TestDaemon(Path directory) throws IOException {
        config = config(directory);
        daemon = Daemon.start(config, ignored -> store);
    }

    static DaemonConfig config(Path directory) {
        return new DaemonConfig(
                directory.resolve("root"),
                directory.resolve("run/varve.sock"),
                Optional.empty(),
                DriverOptions.NONE,
                new RegistrySettings(List.of(URI.create("https://mirror.test")), Set.of("a:5000")),
                3,
                LogLevel.INFO,
                Optional.of(directory.resolve("varve.pid")),
                "root",
                false);
    }

    RawClient client() {
        return new RawClient(config.socket());
    }

    @Override
    public void close() {
        daemon.close();
    }
}
