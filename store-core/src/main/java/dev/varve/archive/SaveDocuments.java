package dev.varve.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.archive.SavePlan.SavedImage;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Json;
import dev.varve.oci.MediaTypes;
import dev.varve.reference.Reference;

import java.util.Map;

/// The lists in a saved archive: `index.json` for readers of OCI layouts, `manifest.json` for
/// docker since 1.10 and its like, `repositories` for what is older.
final class SaveDocuments {
    static final String OCI_LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private SaveDocuments() {}

    /// One entry for each tag, with the annotations that docker and containerd write, and one
    /// without for an image that has none.
    static String index(SavePlan plan) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", MediaTypes.OCI_INDEX);
        ArrayNode manifests = root.putArray("manifests");
        for (SavedImage image : plan.images()) {
            image.targets()
                    .forEach((tag, target) -> {
                        ObjectNode annotations = entry(manifests, target).putObject("annotations");
                        annotations.put("io.containerd.image.name", tag.toString());
                        annotations.put("org.opencontainers.image.ref.name", tag.tag().orElse(""));
                    });
            if (image.targets().isEmpty()) {
                entry(manifests, image.manifestDescriptor());
            }
        }
        return root.toString();
    }

    private static ObjectNode entry(ArrayNode manifests, Descriptor descriptor) {
        ObjectNode entry = manifests.addObject();
        entry.put("mediaType", descriptor.mediaType());
        entry.put("digest", descriptor.digest().toString());
        entry.put("size", descriptor.size());
        return entry;
    }

    /// Layers are the blobs as they were pulled, compressed or not, which every reader finds out by
    /// itself. Artifacts are left out, for docker would take them for images; "" when there is no
    /// image.
    static String manifest(SavePlan plan) {
        ArrayNode list = Json.mapper().createArrayNode();
        for (SavedImage image : plan.images()) {
            if (image.isArtifact()) {
                continue;
            }
            ObjectNode item = list.addObject();
            item.put("Config", ArchiveFiles.blobName(image.manifest().config().digest()));
            if (image.targets().isEmpty()) {
                item.putNull("RepoTags");
            } else {
                ArrayNode tags = item.putArray("RepoTags");
                image.targets().keySet().forEach(tag -> tags.add(tag.familiar()));
            }
            ArrayNode layers = item.putArray("Layers");
            image.manifest()
                    .layers()
                    .forEach(layer -> layers.add(ArchiveFiles.blobName(layer.digest())));
        }
        return list.isEmpty() ? "" : list + "\n";
    }

    /// For each tag the diffID of the top layer; "" when no image has a tag.
    static String repositories(SavePlan plan) {
        ObjectNode root = Json.mapper().createObjectNode();
        for (SavedImage image : plan.images()) {
            if (image.image().layers().isEmpty()) {
                continue;
            }
            String top = image.image().layers().getLast().diffId().hex();
            for (Map.Entry<Reference, Descriptor> tag : image.targets().entrySet()) {
                root.withObjectProperty(tag.getKey().familiarName())
                        .put(tag.getKey().tag().orElse(""), top);
            }
        }
        return root.isEmpty() ? "" : root + "\n";
    }
}
