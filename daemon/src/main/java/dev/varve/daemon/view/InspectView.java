package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.api.ApiVersion;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.oci.HistoryItem;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Json;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The answer of `GET /images/{name}/json`, in the key order of dockerd 28, which puts `Config`
/// last.
public final class InspectView {
    private final StoredImage image;
    private final ImageConfig config;
    private final ImageDetails details;
    private final ApiVersion version;
    private final JsonGenerator out;

    private InspectView(ImageDetails details, ApiVersion version, JsonGenerator out) {
        this.image = details.image();
        this.config = details.config();
        this.details = details;
        this.version = version;
        this.out = out;
    }

    public static void write(ImageDetails details, ApiVersion version, JsonGenerator out)
            throws IOException {
        new InspectView(details, version, out).write();
    }

    private void write() throws IOException {
        out.writeStartObject();
        writeIdentity();
        writeOrigin();
        writePlatform();
        out.writeNumberField("Size", image.size());
        if (!version.atLeast(44)) {
            out.writeNumberField("VirtualSize", image.size());
        }
        writeGraphDriver();
        writeRootFs();
        out.writeObjectFieldStart("Metadata");
        out.writeStringField("LastTagTime", GoTime.textOrZero(image.lastTagged()));
        out.writeEndObject();
        if (details.artifact().isPresent() && version.atLeast(48)) {
            writeDescriptor(details.artifact().get());
        }
        out.writeFieldName("Config");
        ConfigView.write(orEmpty(config.config()), version, out);
        if (!details.damage().isEmpty()) {
            writeTexts("Damage", details.damage());
        }
        out.writeEndObject();
    }

    private void writeDescriptor(ImageDetails.Artifact artifact) throws IOException {
        out.writeObjectFieldStart("Descriptor");
        out.writeStringField("mediaType", artifact.manifest().mediaType());
        out.writeStringField("digest", artifact.manifest().digest().toString());
        out.writeNumberField("size", artifact.manifest().size());
        out.writeStringField("artifactType", artifact.type());
        out.writeEndObject();
    }

    private void writeIdentity() throws IOException {
        ImageNames names = ImageNames.of(image.references());
        out.writeStringField("Id", image.id().toString());
        writeTexts("RepoTags", names.tags());
        writeTexts("RepoDigests", names.digests());
        out.writeStringField("Parent", image.parent().map(Digest::toString).orElse(""));
        out.writeStringField("Comment", comment());
    }

    private void writeOrigin() throws IOException {
        if (image.created().isPresent() || !version.atLeast(44)) {
            out.writeStringField(
                    "Created",
                    config.createdWithOffset()
                            .map(GoTime::text)
                            .orElseGet(() -> GoTime.textOrZero(image.created())));
        }
        if (!version.atLeast(45)) {
            if (!config.container().isEmpty()) {
                out.writeStringField("Container", config.container());
            }
            out.writeFieldName("ContainerConfig");
            ConfigView.write(orEmpty(config.containerConfig()), version, out);
        }
        out.writeStringField("DockerVersion", config.dockerVersion());
        out.writeStringField("Author", config.author());
    }

    private void writePlatform() throws IOException {
        out.writeStringField("Architecture", config.architecture());
        if (!config.variant().isEmpty()) {
            out.writeStringField("Variant", config.variant());
        }
        out.writeStringField("Os", isVagueImage() ? "linux" : config.os());
        if (!config.osVersion().isEmpty()) {
            out.writeStringField("OsVersion", config.osVersion());
        }
    }

    /// An artifact is for no system, and an image whose config does not say is for Linux.
    private boolean isVagueImage() {
        return config.os().isEmpty() && details.artifact().isEmpty();
    }

    private void writeGraphDriver() throws IOException {
        out.writeObjectFieldStart("GraphDriver");
        if (image.layers().isEmpty()) {
            out.writeNullField("Data");
        } else {
            out.writeObjectFieldStart("Data");
            Map<String, String> data = new TreeMap<>(details.driverData());
            for (Map.Entry<String, String> entry : data.entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
        out.writeStringField("Name", details.driver());
        out.writeEndObject();
    }

    private void writeRootFs() throws IOException {
        out.writeObjectFieldStart("RootFS");
        out.writeStringField("Type", "layers");
        if (!image.layers().isEmpty()) {
            writeTexts(
                    "Layers",
                    image.layers().stream().map(ImageLayer::diffId).map(Digest::toString).toList());
        }
        out.writeEndObject();
    }

    private String comment() {
        if (!config.comment().isEmpty()) {
            return config.comment();
        }
        List<HistoryItem> history = config.history();
        return history.isEmpty() ? "" : history.getLast().comment();
    }

    private void writeTexts(String field, List<String> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    private static ObjectNode orEmpty(Optional<ObjectNode> object) {
        return object.orElseGet(() -> Json.mapper().createObjectNode());
    }
}
