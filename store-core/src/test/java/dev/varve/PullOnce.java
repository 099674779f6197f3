package dev.varve;

import dev.varve.pull.PullRequest;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.overlay2.Overlay2Driver;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A process that opens a store, pulls one image, says `DONE` and stays until it is killed.
final class PullOnce {
    private PullOnce() {}

    /// @param args root, mirror of docker.io, reference
    public static void main(String[] args) throws IOException, InterruptedException {
        RegistrySettings registries = new RegistrySettings(List.of(URI.create(args[1])), Set.of());
        Engine engine =
                Engine.open(
                        new EngineSettings(Path.of(args[0]), registries, 3, Clock.systemUTC()),
                        root -> Overlay2Driver.open(root.resolve("overlay2")));
        engine.puller()
                .pull(
                        new PullRequest(
                                ReferenceParser.parseNormalized(args[2]).withDefaultTag(),
                                Optional.empty(),
                                new Credentials.Anonymous()),
                        event -> {});
        System.out.println("DONE");
        System.out.flush();
        Thread.currentThread().join();
    }
}
