package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;

/// The body of every answer with an error status.
public record ErrorBody(String message) {
    public static ErrorBody read(JsonInput in) throws IOException {
        Wire.startObject(in);
        String message = "";
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "message" -> message = Wire.text(in);
                default -> in.skipChildren();
            }
        }
        return new ErrorBody(message);
    }

    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("message", message);
        out.writeEndObject();
    }
}
