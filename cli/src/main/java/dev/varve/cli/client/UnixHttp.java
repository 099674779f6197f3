package dev.varve.cli.client;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// HTTP/1.1 over a Unix socket: one request a connection, strict about the answer. Reads stream, so
/// a progress message is there as soon as the daemon sent it.
final class UnixHttp {
    private static final String SCHEME = "unix://";
    private static final int MAX_SOCKET_PATH = 107;

    private final String host;
    private final String path;
    private @Nullable Upload upload;

    private UnixHttp(String host, String path) {
        this.host = host;
        this.path = path;
    }

    /// @param host `unix://` and an absolute path
    static UnixHttp to(String host) {
        String path = host.startsWith(SCHEME) ? host.substring(SCHEME.length()) : host;
        if (!path.startsWith("/")) {
            throw new Failure(
                    ExitCode.USAGE,
                    "cannot use host \""
                            + host
                            + "\": Varve listens on a Unix socket only; write"
                            + " unix:///path/to/socket");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
            throw new Failure(
                    ExitCode.USAGE,
                    "cannot use host \""
                            + host
                            + "\": the path of a Unix socket may have "
                            + MAX_SOCKET_PATH
                            + " bytes at most");
        }
        return new UnixHttp(SCHEME + path, path);
    }

    /// Sends a request and reads the head of the answer.
    HttpAnswer send(Request request) {
        upload = null;
        SocketChannel channel = connect();
        try {
            ByteBuffer head = ByteBuffer.wrap(head(request));
            while (head.hasRemaining()) {
                channel.write(head);
            }
            if (request.body() instanceof RequestBody.Upload(Content content, String _)) {
                upload = Upload.start(content, channel);
            }
            return answer(channel, request.method().equals("HEAD"));
        } catch (IOException e) {
            close(channel);
            throw lost(e);
        }
    }

    private static byte[] head(Request request) {
        StringBuilder head = new StringBuilder(512);
        head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        head.append("Host: varve\r\nUser-Agent: varve\r\n");
        for (String header : request.headers()) {
            head.append(header).append("\r\n");
        }
        request.body().describe(request.method(), head);
        byte[] body = request.body().bytes();
        byte[] start = HttpInput.ascii(head.append("\r\n").toString());
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /// What to say when a connection that stood is no more, or makes no sense.
    Failure lost(IOException cause) {
        if (upload != null && upload.failure().isPresent()) {
            return upload.failure().get();
        }
        return new Failure(
                ExitCode.NO_DAEMON,
                "lost the connection to varved at "
                        + host
                        + ": "
                        + cause.getMessage()
                        + "; see varved's log, then run the command again",
                cause);
    }

    private SocketChannel connect() {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException e) {
            if (channel != null) {
                close(channel);
            }
            throw unreachable(String.valueOf(e.getMessage()), e);
        }
    }

    private Failure unreachable(String reason, IOException cause) {
        String tried = "cannot connect to varved at " + host + ": ";
        if (reason.contains("Permission denied")) {
            return new Failure(
                    ExitCode.NOT_AUTHORISED,
                    tried
                            + "permission denied; the socket is for root and the group that owns"
                            + " it: add yourself with \"usermod -aG varve $USER\" and log in again",
                    cause);
        }
        String why =
                reason.contains("No such file")
                        ? "there is no such socket"
                        : reason.contains("refused") ? "nothing listens there" : reason;
        return new Failure(
                ExitCode.NO_DAEMON,
                tried
                        + why
                        + "; start the daemon with \"varved\" or \"systemctl start varved\", or"
                        + " name its socket with -H or VARVE_HOST",
                cause);
    }

    private static HttpAnswer answer(SocketChannel channel, boolean headOnly) throws IOException {
        HttpInput input = new HttpInput(channel);
        int status = status(input.line());
        Map<String, String> headers = headers(input);
        while (status >= 100 && status < 200) {
            status = status(input.line());
            headers = headers(input);
        }
        InputStream body = headOnly ? HttpBody.ofLength(input, 0) : body(input, status, headers);
        return new HttpAnswer(status, headers, body, channel);
    }

    private static Map<String, String> headers(HttpInput input) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = input.line(); !line.isEmpty(); line = input.line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("the answer has a bad header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String before = headers.put(name, line.substring(colon + 1).strip());
            if (before != null
                    && (name.equals("content-length") || name.equals("transfer-encoding"))) {
                throw new IOException("the answer says its length twice");
            }
        }
        return headers;
    }

    private static int status(String line) throws IOException {
        if (line.length() >= 12 && line.startsWith("HTTP/1.") && line.charAt(8) == ' ') {
            int status = 0;
            for (int i = 9; i < 12; i++) {
                int digit = Character.digit(line.charAt(i), 10);
                status = digit < 0 ? -1000 : status * 10 + digit;
            }
            if (status >= 100) {
                return status;
            }
        }
        throw new IOException("what answers there is no HTTP server");
    }

    private static InputStream body(HttpInput input, int status, Map<String, String> headers)
            throws IOException {
        String encoding = headers.getOrDefault("transfer-encoding", "");
        String length = headers.getOrDefault("content-length", "");
        if (status == 204 || status == 304) {
            return HttpBody.ofLength(input, 0);
        }
        if (encoding.equalsIgnoreCase("chunked")) {
            return HttpBody.chunked(input);
        }
        if (!encoding.isEmpty() || length.isEmpty()) {
            throw new IOException("the answer does not say where it ends");
        }
        try {
            long bytes = Long.parseLong(length);
            if (bytes >= 0) {
                return HttpBody.ofLength(input, bytes);
            }
        } catch (NumberFormatException e) {
            throw new IOException("the answer has a bad Content-Length", e);
        }
        throw new IOException("the answer has a bad Content-Length");
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }
}
