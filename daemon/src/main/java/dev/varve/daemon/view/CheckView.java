package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.check.CheckReport;
import dev.varve.check.Problem;
import dev.varve.repair.RepairReport;

import java.io.IOException;
import java.util.List;

/// What a check has found.
public final class CheckView {
    private CheckView() {}

    public static void write(CheckReport report, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(report, out);
        out.writeEndObject();
    }

    /// What is left is shown as by a check, and what is not any more beside it.
    public static void write(RepairReport report, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(report.after(), out);
        writeProblems("Repaired", report.repaired(), out);
        writeTexts("Failed", report.failed(), out);
        out.writeEndObject();
    }

    private static void writeFields(CheckReport report, JsonGenerator out) throws IOException {
        out.writeStringField("Level", report.level().toString());
        out.writeBooleanField("Healthy", report.isHealthy());
        writeProblems("Problems", report.problems(), out);
        writeTexts("Unchecked", report.unchecked(), out);
        out.writeNumberField("Blobs", report.blobs());
        out.writeNumberField("BlobsRead", report.blobsRead());
        out.writeNumberField("Layers", report.layers());
        out.writeNumberField("LayersRead", report.layersRead());
    }

    private static void writeProblems(String field, List<Problem> problems, JsonGenerator out)
            throws IOException {
        out.writeArrayFieldStart(field);
        for (Problem problem : problems) {
            out.writeStartObject();
            out.writeStringField("Object", problem.object());
            out.writeStringField("Problem", problem.description());
            out.writeStringField("Cure", problem.cure());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeTexts(String field, List<String> texts, JsonGenerator out)
            throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
