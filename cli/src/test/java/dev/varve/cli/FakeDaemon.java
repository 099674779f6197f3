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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A daemon with canned answers on a Unix socket, good enough for docker's own client too.
final class FakeDaemon implements AutoCloseable {
    /// @param extraHeaders whole lines
    private record Answer(int status, String body, boolean stream, List<String> extraHeaders) {}

    private final Path socket;
    private final ServerSocketChannel server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

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
        answers.put(route, new Answer(status, body, false, List.of(extraHeaders)));
        return this;
    }

    /// Answers with lines, each in a chunk of its own.
    FakeDaemon stream(String route, String... lines) {
        answers.put(route, new Answer(200, String.join("\r\n", lines) + "\r\n", true, List.of()));
        return this;
    }

    /// Request lines and headers, in the order they came, pings left out.
    List<String> requests() {
        return requests;
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
            String head = head(channel);
            String[] words = head.substring(0, head.indexOf('\r')).split(" ");
            String target = words[1].replaceFirst("^/v[0-9.]+/", "/");
            if (!target.equals("/_ping")) {
                requests.add(words[0] + " " + target + head.substring(head.indexOf('\r')));
            }
            int query = target.indexOf('?');
            String path = query < 0 ? target : target.substring(0, query);
            Answer answer =
                    answers.getOrDefault(
                            words[0] + " " + path,
                            new Answer(404, "{\"message\":\"page not found\"}", false, List.of()));
            write(channel, text(answer, words[0].equals("HEAD")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(SocketChannel channel) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("the client went away");
            }
            head.write(one.get(0));
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String text(Answer answer, boolean headOnly) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + answer.status() + " Some\r\n");
        text.append("Api-Version: 1.51\r\nOstype: linux\r\nConnection: close\r\n");
        text.append("Content-Type: application/json\r\n");
        answer.extraHeaders().forEach(header -> text.append(header).append("\r\n"));
        if (!answer.stream()) {
            int length = answer.body().getBytes(StandardCharsets.UTF_8).length;
            text.append("Content-Length: ").append(length).append("\r\n\r\n");
            return headOnly ? text.toString() : text.append(answer.body()).toString();
        }
        text.append("Transfer-Encoding: chunked\r\n\r\n");
        for (String line : answer.body().split("(?<=\n)")) {
            int length = line.getBytes(StandardCharsets.UTF_8).length;
            text.append(Integer.toHexString(length)).append("\r\n").append(line).append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
