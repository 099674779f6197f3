package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.storage.Change;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The answer of `GET /containers/{id}/changes`. JSON knows no bytes: a name that is not UTF-8
/// comes with a replacement character for each byte that fits nowhere, as Go writes it.
public final class ContainerChanges {
    private ContainerChanges() {}

    public static void write(List<Change> changes, JsonGenerator out) throws IOException {
        if (changes.isEmpty()) {
            out.writeNull();
            return;
        }
        out.writeStartArray();
        for (Change change : changes) {
            out.writeStartObject();
            out.writeStringField("Path", text(change.path()));
            out.writeNumberField("Kind", change.kind().number());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
