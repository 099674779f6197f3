package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One thing that a removal did: an element of the answer of `DELETE /images/{name}` and of
/// [PruneResponse].
public sealed interface DeleteItem {
    /// @param reference familiar form
    record Untagged(String reference) implements DeleteItem {}

    /// @param id of an image or a layer, `sha256:<hex>`
    record Deleted(String id) implements DeleteItem {}

    static DeleteItem read(JsonInput in) throws IOException {
        Wire.startObject(in);
        String deleted = "";
        String untagged = "";
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "Deleted" -> deleted = Wire.text(in);
                case "Untagged" -> untagged = Wire.text(in);
                default -> in.skipChildren();
            }
        }
        return deleted.isEmpty() ? new Untagged(untagged) : new Deleted(deleted);
    }

    /// Reads an array of items; `null` is an empty one.
    static List<DeleteItem> readList(JsonInput in) throws IOException {
        List<DeleteItem> items = new ArrayList<>();
        if (in.currentToken() == null) {
            in.nextToken();
        }
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return items;
        }
        Wire.startArray(in);
        while (in.nextToken() == JsonToken.START_OBJECT) {
            items.add(read(in));
        }
        return items;
    }

    default void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        switch (this) {
            case Untagged(String reference) -> out.writeStringField("Untagged", reference);
            case Deleted(String id) -> out.writeStringField("Deleted", id);
        }
        out.writeEndObject();
    }
}
