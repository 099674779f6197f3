package dev.varve.layer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;

import java.util.Optional;

/// What lies in `layer.json` beside a layer's files, so that the index can be made again without a
/// guess.
///
/// @param parent the stack below, absent for a base layer
/// @param size bytes of the layer alone, as image lists count them
/// @param blob digest of the compressed layer that it was unpacked from
public record LayerSidecar(
        ChainId chainId, Digest diffId, Optional<ChainId> parent, long size, Digest blob) {
    public String toJson() {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("chainID", chainId.toString());
        node.put("diffID", diffId.toString());
        parent.ifPresent(p -> node.put("parent", p.toString()));
        node.put("size", size);
        node.put("blob", blob.toString());
        return node.toString();
    }

    public static LayerSidecar parse(String json) {
        try {
            var node = Json.mapper().readTree(json);
            return new LayerSidecar(
                    new ChainId(Digest.parse(node.path("chainID").asText())),
                    Digest.parse(node.path("diffID").asText()),
                    Optional.ofNullable(node.get("parent"))
                            .map(p -> new ChainId(Digest.parse(p.asText()))),
                    node.path("size").asLong(),
                    Digest.parse(node.path("blob").asText()));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new Corrupt("layer.json cannot be read: " + e.getMessage(), e);
        }
    }
}
