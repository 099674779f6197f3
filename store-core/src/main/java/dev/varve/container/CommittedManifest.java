package dev.varve.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.oci.Descriptor;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Json;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The manifest of an image that was made of a container. It is of the same kind, Docker's or
/// OCI's, as that of the image below, so that the layers they share are described alike in both.
final class CommittedManifest {
    private CommittedManifest() {}

    /// What the new layer is called in such a manifest.
    static String layerType(Manifest below) {
        return MediaTypes.isDocker(below.mediaType())
                ? MediaTypes.DOCKER_LAYER_GZIP
                : MediaTypes.OCI_LAYER_GZIP;
    }

    static Manifest of(Manifest below, ImageConfig config, Optional<Descriptor> layer) {
        boolean docker = MediaTypes.isDocker(below.mediaType());
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", below.mediaType());
        describe(
                root.putObject("config"),
                new Descriptor(
                        docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG,
                        config.id(),
                        config.text().getBytes(StandardCharsets.UTF_8).length));
        ArrayNode layers = root.putArray("layers");
        below.layers().forEach(blob -> describe(layers.addObject(), blob));
        layer.ifPresent(blob -> describe(layers.addObject(), blob));
        return Manifest.parse(root.toString(), below.mediaType());
    }

    private static void describe(ObjectNode node, Descriptor blob) {
        node.put("mediaType", blob.mediaType());
        node.put("digest", blob.digest().toString());
        node.put("size", blob.size());
    }
}
