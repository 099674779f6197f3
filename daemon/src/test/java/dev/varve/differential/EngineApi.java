package dev.varve.differential;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A daemon's API over its socket, in one version.
///
/// @param version such as `1.41`; "" for paths as they are
record EngineApi(Path socket, String version) {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    record Answer(int status, String body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        /// JSON with its keys in order and without needless escapes; anything else as it is.
        String canonicalBody() throws IOException {
            if (!body.startsWith("{") && !body.startsWith("[")) {
                return body;
            }
            return JSON.writeValueAsString(JSON.readValue(body, Object.class));
        }

        Answer required(String what) {
            if (status >= 300) {
                throw new IllegalStateException(what + " was answered by " + status + ": " + body);
            }
            return this;
        }
    }

    JsonNode get(String target) throws IOException {
        return request("GET", target, "").required("GET " + target).json();
    }

    /// A body that is one JSON document after the other.
    List<JsonNode> getAll(String target) throws IOException {
        String body = request("GET", target, "").required("GET " + target).body();
        try (MappingIterator<JsonNode> documents =
                JSON.readerFor(JsonNode.class).readValues(body)) {
            return documents.readAll();
        }
    }

    /// @param target begins with `/`; the version is put before it
    /// @param body JSON, "" for none
    Answer request(String method, String target, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String type = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
        String path = (version.isEmpty() ? "" : "/v" + version) + target;
        String head =
                "%s %s HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
                        .formatted(method, path, type, bytes.length);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            send(channel, head.getBytes(StandardCharsets.UTF_8));
            send(channel, bytes);
            return answer(readAll(channel));
        }
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static byte[] readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    private static Answer answer(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(head.split(" ", 3)[1]);
        byte[] body = Arrays.copyOfRange(bytes, end + 4, bytes.length);
        boolean chunked = head.contains("\r\ntransfer-encoding: chunked");
        return new Answer(
                status, new String(chunked ? unchunked(body) : body, StandardCharsets.UTF_8));
    }

    private static byte[] unchunked(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length()) {
            int line = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text, at, line, 16);
            out.write(body, line + 2, size);
            at = line + 2 + size + 2;
        }
        return out.toByteArray();
    }
}
