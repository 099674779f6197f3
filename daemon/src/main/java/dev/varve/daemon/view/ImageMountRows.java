package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.catalog.MountedImage;
import dev.varve.reference.Reference;

import java.io.IOException;
import java.util.List;

/// The mounted images.
public final class ImageMountRows {
    private ImageMountRows() {}

    public static void write(List<MountedImage> mounts, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (MountedImage mount : mounts) {
            write(mount, out);
        }
        out.writeEndArray();
    }

    private static void write(MountedImage mounted, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("Id", mounted.image().id().toString());
        out.writeArrayFieldStart("RepoTags");
        for (Reference reference : mounted.image().references()) {
            if (reference.digest().isEmpty()) {
                out.writeString(reference.familiar());
            }
        }
        out.writeEndArray();
        out.writeStringField("Path", mounted.path().toString());
        out.writeStringField("Driver", mounted.driver());
        out.writeStringField("Since", GoTime.text(mounted.since()));
        out.writeEndObject();
    }
}
