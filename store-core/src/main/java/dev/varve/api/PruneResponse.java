package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.List;

/// The answer of `POST /images/prune`.
///
/// @param imagesDeleted in the order done; `null` on the wire when nothing was
/// @param spaceReclaimed bytes
public record PruneResponse(List<DeleteItem> imagesDeleted, long spaceReclaimed) {
    public static PruneResponse read(JsonInput in) throws IOException {
        Wire.startObject(in);
        List<DeleteItem> imagesDeleted = List.of();
        long spaceReclaimed = 0;
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "ImagesDeleted" -> imagesDeleted = DeleteItem.readList(in);
                case "SpaceReclaimed" -> spaceReclaimed = Wire.number(in);
                default -> in.skipChildren();
            }
        }
        return new PruneResponse(imagesDeleted, spaceReclaimed);
    }

    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (imagesDeleted.isEmpty()) {
            out.writeNullField("ImagesDeleted");
        } else {
            out.writeArrayFieldStart("ImagesDeleted");
            for (DeleteItem item : imagesDeleted) {
                item.write(out);
            }
            out.writeEndArray();
        }
        out.writeNumberField("SpaceReclaimed", spaceReclaimed);
        out.writeEndObject();
    }
}
