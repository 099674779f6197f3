package dev.varve.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.index.ContainerTable;
import dev.varve.oci.Json;

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
