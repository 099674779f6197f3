package dev.varve.daemon.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a route answers.
public sealed interface Response {
    /// A complete answer.
    ///
    /// @param contentType "" for none
    /// @param headers further ones
    record Fixed(int status, String contentType, Map<String, String> headers, Body body)
            implements Response {
        /// With one more header.
        public Fixed with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Fixed(status, contentType, more, body);
        }
    }

    /// Bytes as they come: an archive, events.
    ///
    /// @param contentType "" for none
    record Stream(String contentType, Map<String, String> headers, Writing writing)
            implements Response {}

    /// Writes the body of a [Stream]. Until the first byte or flush goes out, an exception of the
    /// store is an ordinary HTTP error; after it the connection is cut, so that no client takes
    /// half an archive for a whole one.
    @FunctionalInterface
    interface Writing {
        void write(OutputStream out) throws IOException;
    }

    /// Lines of progress as the work goes on.
    record Progress(Work work) implements Response {}

    /// What runs while its progress is told.
    @FunctionalInterface
    interface Work {
        void run(ProgressStream stream);
    }

    @FunctionalInterface
    interface JsonWriting {
        void write(JsonGenerator out) throws IOException;
    }

    /// Bytes that nobody changes.
    final class Body {
        static final Body NONE = new Body(new byte[0]);

        private final byte[] bytes;

        private Body(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /// JSON, ended by a newline.
    static Fixed json(int status, JsonWriting writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = JsonText.FACTORY.createGenerator(bytes)) {
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take bytes", e);
        }
        bytes.write('\n');
        return new Fixed(status, "application/json", Map.of(), new Body(bytes.toByteArray()));
    }

    static Fixed text(int status, String text, Map<String, String> headers) {
        return new Fixed(
                status,
                "text/plain; charset=utf-8",
                headers,
                new Body(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Fixed empty(int status) {
        return new Fixed(status, "", Map.of(), Body.NONE);
    }

    static Stream stream(String contentType, Map<String, String> headers, Writing writing) {
        return new Stream(contentType, headers, writing);
    }

    /// Runs the work while the client reads: see [ProgressStream] for when an error is a status.
    static Progress progress(Work work) {
        return new Progress(work);
    }

    /// The generator's settings, one for all answers.
    final class JsonText {
        private static final JsonFactory FACTORY = new JsonFactory();

        private JsonText() {}
    }
}
