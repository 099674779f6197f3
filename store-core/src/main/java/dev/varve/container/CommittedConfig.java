package dev.varve.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunConfigMerge;
import dev.varve.image.config.RunField;
import dev.varve.index.ContainerTable;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Json;

import java.time.Instant;
import java.util.Optional;

/// The config of an image that was made of a container: that of the image below with one more step
/// of history, and one more layer unless the container changed nothing. Fields as dockerd 28 writes
/// them, but for `docker_version`, since it was no docker.
final class CommittedConfig {
    private final CommitRequest request;
    private final ContainerTable.Row container;
    private final ImageConfig below;

    CommittedConfig(CommitRequest request, ContainerTable.Row container, ImageConfig below) {
        this.request = request;
        this.container = container;
        this.below = below;
    }

    /// The container's config, under what the caller gave and with the changes made.
    RunConfig runConfig() {
        RunConfig start = request.config().orElse(container.config());
        RunConfig changed = RunConfig.ofImage(request.changes().applyTo(start.toJson()));
        return RunConfigMerge.over(changed, container.config());
    }

    /// @param diffId of the new layer, none when there is nothing in it
    ImageConfig make(RunConfig config, Optional<Digest> diffId, Instant created) {
        JsonNode old = tree(below);
        ObjectNode root = Json.mapper().createObjectNode();
        copy(old, root, "architecture");
        if (!request.author().isEmpty()) {
            root.put("author", request.author());
        }
        root.set("config", config.toJson());
        root.put("container", container.id());
        root.set("container_config", container.config().toJson());
        root.put("created", created.toString());
        root.set("history", history(old, diffId.isEmpty(), created));
        root.put("os", below.os().isEmpty() ? "linux" : below.os());
        copy(old, root, "os.features");
        copy(old, root, "os.version");
        ObjectNode rootfs = root.putObject("rootfs");
        rootfs.put("type", "layers");
        ArrayNode diffIds = rootfs.putArray("diff_ids");
        below.diffIds().forEach(id -> diffIds.add(id.toString()));
        diffId.ifPresent(id -> diffIds.add(id.toString()));
        copy(old, root, "variant");
        return ImageConfig.parse(root.toString());
    }

    private ArrayNode history(JsonNode old, boolean emptyLayer, Instant created) {
        ArrayNode history = Json.mapper().createArrayNode();
        old.path("history").forEach(step -> history.add(step.deepCopy()));
        ObjectNode step = history.addObject();
        step.put("created", created.toString());
        putUnlessEmpty(
                step, "created_by", String.join(" ", container.config().texts(RunField.CMD)));
        putUnlessEmpty(step, "author", request.author());
        putUnlessEmpty(step, "comment", request.comment());
        if (emptyLayer) {
            step.put("empty_layer", true);
        }
        return history;
    }

    private static void copy(JsonNode from, ObjectNode to, String name) {
        if (from.hasNonNull(name)) {
            to.set(name, from.path(name).deepCopy());
        }
    }

    private static void putUnlessEmpty(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static JsonNode tree(ImageConfig config) {
        try {
            return Json.mapper().readTree(config.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a config that was parsed is JSON", e);
        }
    }
}
