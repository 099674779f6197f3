package dev.varve.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/// One line of the stream that pull, push, load and import answer with. Parts that a message does
/// not have are "" or empty.
///
/// @param progressDetail present on every progress message, even without numbers; absent on a plain
///   status. Clients draw the two differently
/// @param progress the bar as text, for clients that draw none themselves
/// @param error a message with an error is the last one of its stream
/// @param errorCode 0 for none
public record ProgressMessage(
        String stream,
        String status,
        Optional<Detail> progressDetail,
        String progress,
        String id,
        String error,
        int errorCode,
        Optional<Aux> aux) {
    private static final JsonFactory LINES =
            new JsonFactoryBuilder().characterEscapes(new GoHtmlEscapes()).build();

    /// @param current bytes done
    /// @param total bytes in all, 0 where unknown
    public record Detail(long current, long total) {}

    /// What a push says about the manifest that it put.
    public record Aux(String tag, String digest, long size) {}

    /// A line that belongs to nothing in particular.
    public static ProgressMessage status(String status) {
        return status("", status);
    }

    /// A plain line under an ID.
    public static ProgressMessage status(String id, String status) {
        return new ProgressMessage("", status, Optional.empty(), "", id, "", 0, Optional.empty());
    }

    /// A line that replaces the former one of the same ID.
    public static ProgressMessage progress(String id, String status, Detail detail, String bar) {
        return new ProgressMessage(
                "", status, Optional.of(detail), bar, id, "", 0, Optional.empty());
    }

    public static ProgressMessage error(String message) {
        return error(message, 0);
    }

    /// @param code an HTTP status that fits the failure, 0 for none
    public static ProgressMessage error(String message, int code) {
        return new ProgressMessage(
                "", "", Optional.empty(), "", "", message, code, Optional.empty());
    }

    /// Text that is to be printed as it is.
    public static ProgressMessage stream(String text) {
        return new ProgressMessage(text, "", Optional.empty(), "", "", "", 0, Optional.empty());
    }

    /// What was put, for programs.
    public static ProgressMessage aux(Aux aux) {
        return new ProgressMessage(
                "", "", Optional.of(new Detail(0, 0)), "", "", "", 0, Optional.of(aux));
    }

    public static ProgressMessage read(JsonInput in) throws IOException {
        Wire.startObject(in);
        String stream = "";
        String status = "";
        Optional<Detail> detail = Optional.empty();
        String progress = "";
        String id = "";
        String error = "";
        ErrorDetail errorDetail = new ErrorDetail("", 0);
        Optional<Aux> aux = Optional.empty();
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "stream" -> stream = Wire.text(in);
                case "status" -> status = Wire.text(in);
                case "progressDetail" -> detail = readDetail(in);
                case "progress" -> progress = Wire.text(in);
                case "id" -> id = Wire.text(in);
                case "error" -> error = Wire.text(in);
                case "errorDetail" -> errorDetail = readErrorDetail(in);
                case "aux" -> aux = readAux(in);
                default -> in.skipChildren();
            }
        }
        String message = errorDetail.message().isEmpty() ? error : errorDetail.message();
        return new ProgressMessage(
                stream, status, detail, progress, id, message, errorDetail.code(), aux);
    }

    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        Wire.writeUnlessEmpty(out, "stream", stream);
        Wire.writeUnlessEmpty(out, "status", status);
        if (progressDetail.isPresent()) {
            writeDetail(out, progressDetail.get());
        }
        Wire.writeUnlessEmpty(out, "progress", progress);
        Wire.writeUnlessEmpty(out, "id", id);
        if (!error.isEmpty()) {
            writeError(out);
        }
        if (aux.isPresent()) {
            writeAux(out, aux.get());
        }
        out.writeEndObject();
    }

    /// The message as it goes over the wire: escaped as Go escapes HTML, ended by `\r\n`.
    public String toLine() {
        StringWriter line = new StringWriter(128);
        try (JsonGenerator out = LINES.createGenerator(line)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to take text", e);
        }
        return line.append("\r\n").toString();
    }

    private static Optional<Detail> readDetail(JsonInput in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return Optional.empty();
        }
        long current = 0;
        long total = 0;
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "current" -> current = Wire.number(in);
                case "total" -> total = Wire.number(in);
                default -> in.skipChildren();
            }
        }
        return Optional.of(new Detail(current, total));
    }

    private static ErrorDetail readErrorDetail(JsonInput in) throws IOException {
        String message = "";
        int code = 0;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return new ErrorDetail(message, code);
        }
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "message" -> message = Wire.text(in);
                case "code" -> code = Math.clamp(Wire.number(in), 0, Integer.MAX_VALUE);
                default -> in.skipChildren();
            }
        }
        return new ErrorDetail(message, code);
    }

    private static Optional<Aux> readAux(JsonInput in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return Optional.empty();
        }
        String tag = "";
        String digest = "";
        long size = 0;
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "Tag" -> tag = Wire.text(in);
                case "Digest" -> digest = Wire.text(in);
                case "Size" -> size = Wire.number(in);
                default -> in.skipChildren();
            }
        }
        return Optional.of(new Aux(tag, digest, size));
    }

    private static void writeDetail(JsonGenerator out, Detail detail) throws IOException {
        out.writeObjectFieldStart("progressDetail");
        if (detail.current() != 0) {
            out.writeNumberField("current", detail.current());
        }
        if (detail.total() != 0) {
            out.writeNumberField("total", detail.total());
        }
        out.writeEndObject();
    }

    private void writeError(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("errorDetail");
        if (errorCode != 0) {
            out.writeNumberField("code", errorCode);
        }
        out.writeStringField("message", error);
        out.writeEndObject();
        out.writeStringField("error", error);
    }

    private static void writeAux(JsonGenerator out, Aux aux) throws IOException {
        out.writeObjectFieldStart("aux");
        out.writeStringField("Tag", aux.tag());
        out.writeStringField("Digest", aux.digest());
        out.writeNumberField("Size", aux.size());
        out.writeEndObject();
    }

    private record ErrorDetail(String message, int code) {}
}
