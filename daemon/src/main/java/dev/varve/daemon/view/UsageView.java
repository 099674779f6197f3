package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.api.ApiVersion;
import dev.varve.catalog.StoreUsage;
import dev.varve.container.ContainerSummary;
import dev.varve.image.ImageSummary;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The answer of `GET /system/df` in the shape before version 1.52. There are no volumes and no
/// build caches.
///
/// @param asked what is shown; of the rest is said that it was not asked for
/// @param images without any, and of no size, unless images are asked for
/// @param now what `Up 2 minutes` is counted from
public record UsageView(
        Set<Kind> asked, StoreUsage images, List<ContainerSummary> containers, Instant now) {
    /// What may be asked for, in the order in which it is shown.
    public enum Kind {
        IMAGE("image", "Images"),
        CONTAINER("container", "Containers"),
        VOLUME("volume", "Volumes"),
        BUILD_CACHE("build-cache", "BuildCache");

        private final String word;
        private final String field;

        Kind(String word, String field) {
            this.word = word;
            this.field = field;
        }

        /// The value of the parameter `type`.
        public String word() {
            return word;
        }
    }

    public void write(JsonGenerator out, ApiVersion version) throws IOException {
        out.writeStartObject();
        out.writeNumberField("LayersSize", images.layersSize());
        for (Kind kind : Kind.values()) {
            out.writeFieldName(kind.field);
            if (asked.contains(kind)) {
                write(kind, out, version);
            } else {
                out.writeNull();
            }
        }
        out.writeEndObject();
    }

    private void write(Kind kind, JsonGenerator out, ApiVersion version) throws IOException {
        switch (kind) {
            case IMAGE -> writeImages(out, version);
            case CONTAINER -> ContainerRows.write(containers, now, out);
            case VOLUME, BUILD_CACHE -> {
                out.writeStartArray();
                out.writeEndArray();
            }
        }
    }

    private void writeImages(JsonGenerator out, ApiVersion version) throws IOException {
        out.writeStartArray();
        for (ImageSummary image : images.images()) {
            ImageRows.of(image).writeCounted(out, version);
        }
        out.writeEndArray();
    }
}
