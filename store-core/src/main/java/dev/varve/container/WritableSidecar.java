package dev.varve.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.image.config.RunConfig;
import dev.varve.index.ContainerTable;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;
import dev.varve.storage.LayerKey;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// What lies in `layer.json` beside a writable layer, so that the index can be made again without a
/// guess: the container as it was made. A later name is not in it.
public final class WritableSidecar {
    private WritableSidecar() {}

    public static String of(ContainerTable.Row container) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("container", container.id());
        node.put("name", container.name());
        node.put("image", container.image().toString());
        node.put("imageText", container.imageText());
        container.chain().ifPresent(chain -> node.put("parent", chain.toString()));
        node.put("created", container.created().toString());
        try {
            node.set("config", Json.mapper().readTree(container.config().text()));
            node.set("hostConfig", Json.mapper().readTree(container.hostConfig()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON is JSON", e);
        }
        return node.toString();
    }

    /// The container as it was made.
    ///
    /// @throws Corrupt when the text is no such sidecar
    public static ContainerTable.Row parse(
            String sidecar, String driver, LayerKey key, Optional<Instant> attached) {
        try {
            JsonNode node = Json.mapper().readTree(sidecar);
            return new ContainerTable.Row(
                    text(node, "container"),
                    text(node, "name"),
                    Digest.parse(text(node, "image")),
                    text(node, "imageText"),
                    driver,
                    key,
                    node.has("parent")
                            ? Optional.of(new ChainId(Digest.parse(text(node, "parent"))))
                            : Optional.empty(),
                    Instant.parse(text(node, "created")),
                    RunConfig.parse(node.path("config").toString()),
                    node.path("hostConfig").toString(),
                    attached);
        } catch (JsonProcessingException | DateTimeException | StoreException e) {
            throw new Corrupt("layer.json cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new Corrupt("it has no " + field);
        }
        return node.path(field).textValue();
    }

    /// Whether a sidecar is that of a container, whatever its name is by now.
    public static boolean describes(String sidecar, ContainerTable.Row container) {
        try {
            JsonNode found = Json.mapper().readTree(sidecar);
            JsonNode wanted = Json.mapper().readTree(of(container));
            return found instanceof ObjectNode a
                    && wanted instanceof ObjectNode b
                    && a.without("name").equals(b.without("name"));
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
