package dev.varve.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Json;
import dev.varve.oci.Platform;

import java.time.Instant;

/// The config of an image that was imported: one layer, one step of history.
final class ImportedConfig {
    private ImportedConfig() {}

    /// @param config the execution parameters
    static ImageConfig make(
            Digest diffId, ObjectNode config, Platform platform, String comment, Instant created) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("architecture", platform.architecture());
        root.put("comment", comment);
        root.set("config", config);
        root.put("created", created.toString());
        root.putArray("history")
                .addObject()
                .put("created", created.toString())
                .put("comment", comment);
        root.put("os", platform.os());
        ObjectNode rootfs = root.putObject("rootfs");
        rootfs.put("type", "layers");
        rootfs.putArray("diff_ids").add(diffId.toString());
        if (!platform.variant().isEmpty()) {
            root.put("variant", platform.variant());
        }
        return ImageConfig.parse(root.toString());
    }
}
