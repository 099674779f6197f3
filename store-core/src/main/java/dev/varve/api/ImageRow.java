package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An element of `GET /images/json`.
///
/// @param containers how many containers use the image, -1 when not counted
/// @param created Unix seconds
/// @param labels in the order to show
/// @param parentId "" for none
/// @param repoTags familiar names; empty for an untagged image, whatever the version
/// @param sharedSize -1 when not computed
/// @param damage what a check has found wrong with the image; docker has no such field, and it is
///   left out of a sound image's row
public record ImageRow(
        long containers,
        long created,
        String id,
        Map<String, String> labels,
        String parentId,
        List<String> repoDigests,
        List<String> repoTags,
        long sharedSize,
        long size,
        List<String> damage) {
    private static final String NO_TAG = "<none>:<none>";
    private static final String NO_DIGEST = "<none>@<none>";

    /// Of a sound image.
    public ImageRow(
            long containers,
            long created,
            String id,
            Map<String, String> labels,
            String parentId,
            List<String> repoDigests,
            List<String> repoTags,
            long sharedSize,
            long size) {
        this(
                containers,
                created,
                id,
                labels,
                parentId,
                repoDigests,
                repoTags,
                sharedSize,
                size,
                List.of());
    }

    public static ImageRow read(JsonInput in) throws IOException {
        Wire.startObject(in);
        long containers = -1;
        long created = 0;
        String id = "";
        Map<String, String> labels = Map.of();
        String parentId = "";
        List<String> repoDigests = List.of();
        List<String> repoTags = List.of();
        long sharedSize = -1;
        long size = 0;
        List<String> damage = List.of();
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "Containers" -> containers = Wire.number(in);
                case "Created" -> created = Wire.number(in);
                case "Id" -> id = Wire.text(in);
                case "Labels" -> labels = Wire.stringMap(in);
                case "ParentId" -> parentId = Wire.text(in);
                case "RepoDigests" -> repoDigests = without(NO_DIGEST, Wire.strings(in));
                case "RepoTags" -> repoTags = without(NO_TAG, Wire.strings(in));
                case "SharedSize" -> sharedSize = Wire.number(in);
                case "Size" -> size = Wire.number(in);
                case "Damage" -> damage = Wire.strings(in);
                default -> in.skipChildren();
            }
        }
        return new ImageRow(
                containers,
                created,
                id,
                labels,
                parentId,
                repoDigests,
                repoTags,
                sharedSize,
                size,
                damage);
    }

    /// Reads the whole answer of `GET /images/json`.
    public static List<ImageRow> readList(JsonInput in) throws IOException {
        List<ImageRow> rows = new ArrayList<>();
        Wire.startArray(in);
        while (in.nextToken() == JsonToken.START_OBJECT) {
            rows.add(read(in));
        }
        return rows;
    }

    /// As an element of the image list, which counts containers from 1.51 on only.
    public void write(JsonGenerator out, ApiVersion version) throws IOException {
        write(out, version, version.atLeast(51) ? containers : -1);
    }

    /// As an element of `GET /system/df`, which counts them in every version.
    public void writeCounted(JsonGenerator out, ApiVersion version) throws IOException {
        write(out, version, containers);
    }

    private void write(JsonGenerator out, ApiVersion version, long counted) throws IOException {
        boolean unnamed = repoTags.isEmpty() && repoDigests.isEmpty() && !version.atLeast(43);
        out.writeStartObject();
        out.writeNumberField("Containers", counted);
        out.writeNumberField("Created", created);
        out.writeStringField("Id", id);
        Wire.writeMapOrNull(out, "Labels", labels);
        out.writeStringField("ParentId", parentId);
        writeNames("RepoDigests", unnamed ? List.of(NO_DIGEST) : repoDigests, version, out);
        writeNames("RepoTags", unnamed ? List.of(NO_TAG) : repoTags, version, out);
        out.writeNumberField("SharedSize", sharedSize);
        out.writeNumberField("Size", size);
        if (!version.atLeast(44)) {
            out.writeNumberField("VirtualSize", size);
        }
        if (!damage.isEmpty()) {
            Wire.writeStrings(out, "Damage", damage);
        }
        out.writeEndObject();
    }

    /// Before 1.43, none is null.
    private static void writeNames(
            String field, List<String> names, ApiVersion version, JsonGenerator out)
            throws IOException {
        if (names.isEmpty() && !version.atLeast(43)) {
            out.writeNullField(field);
        } else {
            Wire.writeStrings(out, field, names);
        }
    }

    private static List<String> without(String placeholder, List<String> names) {
        return names.size() == 1 && names.getFirst().equals(placeholder) ? List.of() : names;
    }
}
