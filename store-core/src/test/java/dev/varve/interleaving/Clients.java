package dev.varve.interleaving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.Engine;
import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerFilters;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.fixtures.image.JsonText;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Does operations on a real store.
///
/// @param archives of images, by ID and name to load, as `docker save` makes them
record Clients(Engine engine, Map<Operation.Load, byte[]> archives) {
    static byte[] archive(TestImage image, String name) {
        TarBuilder tar = TarBuilder.gnu();
        List<Object> layers = new ArrayList<>();
        for (TestLayer layer : image.layers()) {
            String file = layer.diffId().substring(7) + "/layer.tar";
            tar.file(file, layer.tar());
            layers.add(file);
        }
        String config = image.configDigest().substring(7) + ".json";
        return tar.file(config, image.config())
                .file(
                        "manifest.json",
                        JsonText.of(
                                        List.of(
                                                Map.of(
                                                        "Config",
                                                        config,
                                                        "RepoTags",
                                                        List.of(name),
                                                        "Layers",
                                                        layers)))
                                .getBytes(UTF_8))
                .build();
    }

    Outcome carryOut(Operation operation) {
        try {
            run(operation);
            return Outcome.DONE;
        } catch (StoreException.NotFound e) {
            return Outcome.NOT_FOUND;
        } catch (StoreException.Conflict e) {
            return Outcome.CONFLICT;
        } catch (Cancelled e) {
            if (operation instanceof Operation.CancelledPull) {
                return Outcome.CANCELLED;
            }
            throw e;
        }
    }

    private void run(Operation operation) {
        switch (operation) {
            case Operation.Pull pull -> pull(pull.name(), () -> {});
            case Operation.CancelledPull pull ->
                    pull(
                            pull.name(),
                            () -> {
                                throw new Cancelled("the client has gone");
                            });
            case Operation.Load load ->
                    engine.loader()
                            .load(
                                    new ByteArrayInputStream(archives.get(load)),
                                    Optional.empty(),
                                    event -> {});
            case Operation.Tag tag -> engine.images().tag(tag.from(), name(tag.to()));
            case Operation.Remove remove -> engine.remover().remove(remove.name(), false, false);
            case Operation.Prune prune -> engine.pruner().prune(ImageFilters.NONE);
            case Operation.Create create ->
                    engine.containers()
                            .create(
                                    new CreateRequest(
                                            Optional.of(create.container()),
                                            RunConfig.EMPTY.with(RunField.IMAGE, create.name()),
                                            HostConfig.EMPTY));
            case Operation.RemoveContainer remove ->
                    engine.containers().remove(remove.container(), false);
            case Operation.Commit commit -> commit(commit.container());
        }
    }

    /// @param onEvent called at each event
    private void pull(String name, Runnable onEvent) {
        engine.puller()
                .pull(
                        new PullRequest(name(name), Optional.empty(), new Credentials.Anonymous()),
                        event -> onEvent.run());
    }

    private void commit(String container) {
        String image =
                engine.commit()
                        .commit(
                                new CommitRequest(
                                        container,
                                        Optional.empty(),
                                        "",
                                        "",
                                        Optional.empty(),
                                        DockerfileChanges.parse(List.of())))
                        .toString();
        try {
            engine.remover().remove(image, true, true);
        } catch (StoreException.NotFound e) {
            // Another commit of the same container makes the same image, and a prune takes it.
        }
    }

    private static Reference name(String text) {
        return ReferenceParser.parseNormalized(text).withDefaultTag();
    }

    Model model() {
        Map<String, String> names = new HashMap<>();
        Set<String> images = new HashSet<>();
        engine.images()
                .list(ImageFilters.NONE, true, false)
                .forEach(row -> {
                    String id = row.image().id().toString();
                    images.add(id);
                    row.references().stream()
                            .filter(reference -> reference.digest().isEmpty())
                            .forEach(reference -> names.put(reference.familiar(), id));
                });
        Map<String, String> containers = new HashMap<>();
        engine.containers()
                .list(ContainerFilters.NONE, true, 0, false)
                .forEach(row ->
                        containers.put(row.container().name(), row.container().image().toString()));
        return new Model(names, images, containers);
    }
}
