package dev.varve.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.disk.DiskFailures;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A manifest for an image that came without one. The same config and layers always give the same
/// bytes, those that docker 25 and later give for uncompressed layers.
final class MadeManifest {
    private MadeManifest() {}

    /// @param mediaType of the layer as it lies there
    record Layer(String mediaType, Digest digest, long size) {
        static Layer of(ArchiveFile file) {
            return new Layer(mediaTypeOf(file.path()), file.digest(), file.size());
        }
    }

    static Manifest of(Digest config, long configSize, List<Layer> layers) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", MediaTypes.OCI_MANIFEST);
        describe(root.putObject("config"), MediaTypes.OCI_CONFIG, config, configSize);
        ArrayNode list = root.putArray("layers");
        layers.forEach(l -> describe(list.addObject(), l.mediaType(), l.digest(), l.size()));
        return Manifest.parse(root.toString(), MediaTypes.OCI_MANIFEST);
    }

    private static void describe(ObjectNode node, String mediaType, Digest digest, long size) {
        node.put("mediaType", mediaType);
        node.put("digest", digest.toString());
        node.put("size", size);
    }

    static String mediaTypeOf(Path layer) {
        byte[] magic;
        try (InputStream in = Files.newInputStream(layer)) {
            magic = in.readNBytes(4);
        } catch (IOException e) {
            throw DiskFailures.of("read a layer of the archive", e);
        }
        if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
            return MediaTypes.OCI_LAYER_GZIP;
        }
        boolean zstd =
                magic.length == 4
                        && (magic[0] & 0xff) == 0x28
                        && (magic[1] & 0xff) == 0xb5
                        && (magic[2] & 0xff) == 0x2f
                        && (magic[3] & 0xff) == 0xfd;
        return zstd ? MediaTypes.OCI_LAYER_ZSTD : MediaTypes.OCI_LAYER;
    }
}
