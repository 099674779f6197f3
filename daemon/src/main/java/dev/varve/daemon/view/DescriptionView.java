package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.oci.Platform;
import dev.varve.registry.RemoteDescription;

import java.io.IOException;

/// The answer of `GET /distribution/{name}/json`.
public final class DescriptionView {
    private DescriptionView() {}

    public static void write(RemoteDescription found, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("Descriptor");
        out.writeStringField("mediaType", found.descriptor().mediaType());
        out.writeStringField("digest", found.descriptor().digest().toString());
        out.writeNumberField("size", found.descriptor().size());
        out.writeEndObject();
        out.writeArrayFieldStart("Platforms");
        for (Platform platform : found.platforms()) {
            write(platform, out);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(Platform platform, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("architecture", platform.architecture());
        out.writeStringField("os", platform.os());
        if (!platform.osVersion().isEmpty()) {
            out.writeStringField("os.version", platform.osVersion());
        }
        if (!platform.variant().isEmpty()) {
            out.writeStringField("variant", platform.variant());
        }
        out.writeEndObject();
    }
}
