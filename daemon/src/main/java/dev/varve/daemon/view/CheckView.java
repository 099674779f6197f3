package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.check.CheckReport;
import dev.varve.check.Problem;

import java.io.IOException;

/// What a check has found.
public final class CheckView {
    private CheckView() {}

    public static void write(CheckReport report, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("Level", report.level().toString());
        out.writeBooleanField("Healthy", report.isHealthy());
        out.writeArrayFieldStart("Problems");
        for (Problem problem : report.problems()) {
            out.writeStartObject();
            out.writeStringField("Object", problem.object());
            out.writeStringField("Problem", problem.description());
            out.writeStringField("Cure", problem.cure());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("Unchecked");
        for (String sentence : report.unchecked()) {
            out.writeString(sentence);
        }
        out.writeEndArray();
        out.writeNumberField("Blobs", report.blobs());
        out.writeNumberField("BlobsRead", report.blobsRead());
        out.writeNumberField("Layers", report.layers());
        out.writeNumberField("LayersRead", report.layersRead());
        out.writeEndObject();
    }
}
