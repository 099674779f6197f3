package dev.varve.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A daemon with canned answers on a Unix socket, good enough for docker's own client too.
final class FakeDaemon implements AutoCloseable {
    /// @param extraHeaders whole lines
    private record Answer(int status, byte[] body, boolean stream, List<String> extraHeaders) {}

    private final Path socket;
    private final ServerSocketChannel server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    private FakeDaemon(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    static FakeDaemon start(Path directory) throws IOException {
        Path socket = directory.resolve("d.sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        FakeDaemon daemon = new FakeDaemon(socket, server);
        daemon.answer("HEAD /_ping", 200, "");
        daemon.answer("GET /_ping", 200, "OK");
        Thread.ofVirtual().start(daemon::accept);
        return daemon;
    }

    String host() {
        return "unix://" + socket;
    }

    /// @param route method and path, without version and query
    FakeDaemon answer(String route, int status, String body, String... extraHeaders) {
        return answer(route, status, body.getBytes(StandardCharsets.UTF_8), extraHeaders);
    }

    FakeDaemon answer(String route, int status, byte[] body, String... extraHeaders) {
        return put(route, new Answer(status, body, false, List.of(extraHeaders)));
    }

    /// Answers the next request with this and those after it with what was set before.
    FakeDaemon answerOnce(String route, int status, String body) {
        Answer answer = new Answer(status, body.getBytes(StandardCharsets.UTF_8), false, List.of());
        answers.computeIfAbsent(route, r -> new ArrayDeque<>()).addFirst(answer);
        return this;
    }

    /// Answers with lines, each in a chunk of its own.
    FakeDaemon stream(String route, String... lines) {
        byte[] body = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
        return put(route, new Answer(200, body, true, List.of()));
    }

    private FakeDaemon put(String route, Answer answer) {
        answers.put(route, new ArrayDeque<>(List.of(answer)));
        return this;
    }

    /// Request lines and headers, in the order they came, pings left out.
    List<String> requests() {
        return requests;
    }

    /// What was sent along with the requests, empty where nothing was.
    List<byte[]> bodies() {
        return bodies;
    }

    /// What was asked, by method and target.
    List<String> asked() {
        return requests.stream()
                .map(request -> request.substring(0, request.indexOf('\r')))
                .toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            String head = line(channel, "\r\n\r\n");
            String[] words = head.substring(0, head.indexOf('\r')).split(" ");
            String target = words[1].replaceFirst("^/v[0-9.]+/", "/");
            byte[] sent = body(channel, head.toLowerCase(Locale.ROOT));
            if (!target.equals("/_ping")) {
                requests.add(words[0] + " " + target + head.substring(head.indexOf('\r')));
                bodies.add(sent);
            }
            int query = target.indexOf('?');
            String path = query < 0 ? target : target.substring(0, query);
            write(channel, bytes(next(words[0] + " " + path), words[0].equals("HEAD")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer next(String route) {
        Deque<Answer> left = answers.get(route);
        if (left == null) {
            byte[] body = "{\"message\":\"page not found\"}".getBytes(StandardCharsets.UTF_8);
            return new Answer(404, body, false, List.of());
        }
        return left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    /// What comes up to and with an end.
    private static String line(SocketChannel channel, String end) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (!line.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            line.write(exactly(channel, 1));
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] exactly(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("the client went away");
            }
        }
        return bytes.array();
    }

    private static byte[] body(SocketChannel channel, String head) throws IOException {
        if (!head.contains("transfer-encoding: chunked")) {
            int at = head.indexOf("content-length: ");
            int end = at < 0 ? at : head.indexOf('\r', at);
            return at < 0
                    ? new byte[0]
                    : exactly(
                            channel,
                            Integer.parseInt(
                                    head.substring(at + "content-length: ".length(), end)));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(channel, "\r\n").strip(), 16);
            body.write(exactly(channel, size));
            line(channel, "\r\n");
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] bytes(Answer answer, boolean headOnly) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Some\r\n");
        head.append("Api-Version: 1.51\r\nOstype: linux\r\nConnection: close\r\n");
        head.append("Content-Type: application/json\r\n");
        answer.extraHeaders().forEach(header -> head.append(header).append("\r\n"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (!answer.stream()) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n\r\n");
            all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
            all.writeBytes(headOnly ? new byte[0] : answer.body());
            return all.toByteArray();
        }
        head.append("Transfer-Encoding: chunked\r\n\r\n");
        all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        for (String line : body.split("(?<=\n)")) {
            byte[] chunk = line.getBytes(StandardCharsets.UTF_8);
            all.writeBytes(
                    (Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
            all.writeBytes(chunk);
            all.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        all.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    private static void write(SocketChannel channel, byte[] text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
