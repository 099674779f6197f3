package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// An element of `GET /images/{name}/history`, newest first.
///
/// @param created Unix seconds, 0 when the image does not say
/// @param id `<missing>` where the store has no image that ends with this step
/// @param tags familiar names; `null` on the wire when there are none
public record HistoryRow(
        String comment, long created, String createdBy, String id, long size, List<String> tags) {
    public static final String MISSING = "<missing>";

    public static HistoryRow read(JsonInput in) throws IOException {
        Wire.startObject(in);
        String comment = "";
        long created = 0;
        String createdBy = "";
        String id = "";
        long size = 0;
        List<String> tags = List.of();
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "Comment" -> comment = Wire.text(in);
                case "Created" -> created = Wire.number(in);
                case "CreatedBy" -> createdBy = Wire.text(in);
                case "Id" -> id = Wire.text(in);
                case "Size" -> size = Wire.number(in);
                case "Tags" -> tags = Wire.strings(in);
                default -> in.skipChildren();
            }
        }
        return new HistoryRow(comment, created, createdBy, id, size, tags);
    }

    /// Reads the whole answer of `GET /images/{name}/history`.
    public static List<HistoryRow> readList(JsonInput in) throws IOException {
        List<HistoryRow> rows = new ArrayList<>();
        Wire.startArray(in);
        while (in.nextToken() == JsonToken.START_OBJECT) {
            rows.add(read(in));
        }
        return rows;
    }

    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("Comment", comment);
        out.writeNumberField("Created", created);
        out.writeStringField("CreatedBy", createdBy);
        out.writeStringField("Id", id);
        out.writeNumberField("Size", size);
        if (tags.isEmpty()) {
            out.writeNullField("Tags");
        } else {
            Wire.writeStrings(out, "Tags", tags);
        }
        out.writeEndObject();
    }
}
