package dev.varve.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An answer, with its body still to be read. Closing it closes the connection.
///
/// @param headers by lower-case name
record HttpAnswer(int status, Map<String, String> headers, InputStream body, SocketChannel channel)
        implements AutoCloseable {
    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    /// The whole body as text, refused when larger than the limit.
    String text(int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            if (bytes.size() + count > limit) {
                throw new IOException("the answer is larger than " + limit + " bytes");
            }
            bytes.write(buffer, 0, count);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
