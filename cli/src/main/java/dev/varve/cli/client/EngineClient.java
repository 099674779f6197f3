package dev.varve.cli.client;

import com.fasterxml.jackson.core.JsonToken;

import dev.varve.api.ApiVersion;
import dev.varve.api.ErrorBody;
import dev.varve.api.JsonInput;
import dev.varve.api.ProgressMessage;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.json.JsonTree;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressView;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Asks the daemon. Each question opens its own connection; every answer that is an error, and
/// every trouble on the way, is a [Failure]. The routes stand in [ImageCalls], [ContainerCalls] and
/// [SystemCalls].
///
/// The newest API version that both sides know is spoken: ours until a daemon refuses it and names
/// its own.
public final class EngineClient {
    private static final int MAX_ERROR_BODY = 64 * 1024;
    private static final int MAX_TEXT_BODY = 64 * 1024 * 1024;
    private static final String OURS =
            "/v" + ApiVersion.MAXIMUM.major() + "." + ApiVersion.MAXIMUM.minor();

    /// Turns the body of an answer into a value.
    interface Reader<T> {
        T read(JsonInput in) throws IOException;
    }

    private final UnixHttp http;
    private String prefix = OURS;

    /// @param host `unix:///path`; nothing is connected before the first question
    public EngineClient(String host) {
        this.http = UnixHttp.to(host);
    }

    /// The API version that is spoken with this daemon, as far as is known yet.
    public String apiVersion() {
        return prefix.substring("/v".length());
    }

    <T> T read(Request request, Reader<T> reader) {
        try (HttpAnswer answer = send(request);
                JsonInput in = JsonInput.of(answer.body())) {
            return reader.read(in);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// The answer as it came.
    String text(Request request) {
        try (HttpAnswer answer = send(request)) {
            return answer.text(MAX_TEXT_BODY);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// The answer as maps, lists and plain values; `null` for no body.
    @Nullable Object tree(Request request) {
        try (HttpAnswer answer = send(request);
                JsonInput in = JsonInput.of(answer.body())) {
            return in.nextToken() == null ? null : JsonTree.value(in);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// The answer of a route that only Varve has, which is under no API version.
    @Nullable Object own(Request request) {
        try (HttpAnswer answer = succeeded(http.send(request));
                JsonInput in = JsonInput.of(answer.body())) {
            return in.nextToken() == null ? null : JsonTree.value(in);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// Copies the answer to where it goes.
    void copy(Request request, ByteTarget target) throws IOException {
        try (HttpAnswer answer = send(request)) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = read(answer, buffer); count >= 0; count = read(answer, buffer)) {
                target.write(buffer, count);
            }
        }
    }

    private int read(HttpAnswer answer, byte[] buffer) {
        try {
            return answer.body().read(buffer);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// Shows the messages of a stream until the daemon is done. A message that is an error ends it.
    void progress(Request request, ProgressView view) throws Output.Closed {
        try (HttpAnswer answer = send(request);
                JsonInput in = JsonInput.of(answer.body())) {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                ProgressMessage message = ProgressMessage.read(in);
                if (!message.error().isEmpty()) {
                    throw new Failure(ExitCode.ofStatus(message.errorCode()), message.error());
                }
                view.show(message);
            }
        } catch (Output.Closed e) {
            throw e;
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// The answer to a request that succeeded, its body still to be read.
    HttpAnswer send(Request request) throws IOException {
        boolean once = request.body() instanceof RequestBody.Upload;
        if (once && prefix.equals(OURS)) {
            // An upload cannot be sent again, so what the daemon speaks is asked first.
            try (HttpAnswer ping = http.send(Request.of("HEAD", "/_ping"))) {
                learn(ping);
            }
        }
        HttpAnswer answer = http.send(request.under(prefix));
        if (answer.status() == 400 && !once && learn(answer)) {
            answer.close();
            answer = http.send(request.under(prefix));
        }
        return succeeded(answer);
    }

    private static HttpAnswer succeeded(HttpAnswer answer) throws IOException {
        if (answer.status() >= 200 && answer.status() < 300) {
            return answer;
        }
        try (answer) {
            throw new Failure(
                    ExitCode.of(answer.header("varve-error"), answer.status()),
                    "Error response from daemon: " + message(answer));
        }
    }

    /// Whether the daemon's newest version is older than the one that was spoken. It is, from now
    /// on.
    private boolean learn(HttpAnswer answer) {
        String[] theirs = answer.header("api-version").split("\\.", -1);
        if (theirs.length != 2 || !theirs[0].equals("1") || !theirs[1].matches("[0-9]{1,3}")) {
            return false;
        }
        if (Integer.parseInt(theirs[1]) >= ApiVersion.MAXIMUM.minor()) {
            return false;
        }
        String older = "/v1." + theirs[1];
        boolean news = !older.equals(prefix);
        prefix = older;
        return news;
    }

    /// What to say of a connection that broke in the middle of an answer.
    Failure lost(IOException cause) {
        return http.lost(cause);
    }

    private static String message(HttpAnswer answer) throws IOException {
        String body = answer.text(MAX_ERROR_BODY).strip();
        if (!body.startsWith("{")) {
            return body.isEmpty() ? "HTTP status " + answer.status() : body;
        }
        try (JsonInput in = JsonInput.of(body)) {
            return ErrorBody.read(in).message();
        }
    }

    static Request get(String target) {
        return Request.of("GET", target);
    }

    static Request post(String target) {
        return Request.of("POST", target);
    }
}
