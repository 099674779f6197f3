package dev.varve.cli.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.varve.api.ApiVersion;
import dev.varve.api.DeleteItem;
import dev.varve.api.ErrorBody;
import dev.varve.api.HistoryRow;
import dev.varve.api.ImageRow;
import dev.varve.api.ProgressMessage;
import dev.varve.api.PruneResponse;
import dev.varve.api.VersionResponse;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressView;

import java.io.IOException;
import java.util.List;

/// The daemon's image routes as calls. Each opens its own connection; every answer that is an
/// error, and every trouble on the way, is a [Failure].
public final class EngineClient {
    private static final int MAX_ERROR_BODY = 64 * 1024;
    private static final int MAX_TEXT_BODY = 64 * 1024 * 1024;
    private static final String PREFIX =
            "/v" + ApiVersion.MAXIMUM.major() + "." + ApiVersion.MAXIMUM.minor();

    /// Turns the body of an answer into a value.
    private interface Reader<T> {
        T read(JsonParser in) throws IOException;
    }

    private final UnixHttp http;

    /// @param host `unix:///path`; nothing is connected before the first call
    public EngineClient(String host) {
        this.http = UnixHttp.to(host);
    }

    /// @param filters JSON, for each key the values; "" for none
    public List<ImageRow> images(boolean all, String filters) {
        Query query = new Query();
        if (all) {
            query.add("all", "1");
        }
        if (!filters.isEmpty()) {
            query.add("filters", filters);
        }
        // The most used call is written out: a method reference costs milliseconds of start-up.
        try (HttpAnswer answer = send("GET", "/images/json" + query);
                JsonParser in = new JsonFactory().createParser(answer.body())) {
            return ImageRow.readList(in);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    /// The answer as the daemon wrote it.
    public String inspect(String image) {
        try (HttpAnswer answer = send("GET", "/images/" + Query.path(image) + "/json")) {
            return answer.text(MAX_TEXT_BODY);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    public List<HistoryRow> history(String image) {
        return call("GET", "/images/" + Query.path(image) + "/history", HistoryRow::readList);
    }

    public List<DeleteItem> remove(String image, boolean force, boolean keepParents) {
        Query query = new Query();
        if (force) {
            query.add("force", "1");
        }
        if (keepParents) {
            query.add("noprune", "1");
        }
        return call("DELETE", "/images/" + Query.path(image) + query, DeleteItem::readList);
    }

    public PruneResponse prune(String filters) {
        return call(
                "POST", "/images/prune" + new Query().add("filters", filters), PruneResponse::read);
    }

    public void tag(String source, String repository, String tag) {
        Query query = new Query().add("repo", repository).add("tag", tag);
        try (HttpAnswer answer = send("POST", "/images/" + Query.path(source) + "/tag" + query)) {
            answer.text(MAX_ERROR_BODY);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    public VersionResponse version() {
        return call("GET", "/version", VersionResponse::read);
    }

    /// Pulls and shows the progress until the daemon is done.
    ///
    /// @param tag a tag or a digest
    /// @param platform "" for the daemon's own
    /// @param auth the value of X-Registry-Auth
    public void pull(String name, String tag, String platform, String auth, ProgressView view)
            throws Output.Closed {
        Query query = new Query().add("fromImage", name);
        if (!platform.isEmpty()) {
            query.add("platform", platform);
        }
        query.add("tag", tag);
        try (HttpAnswer answer =
                        send("POST", "/images/create" + query, "X-Registry-Auth: " + auth);
                JsonParser in = new JsonFactory().createParser(answer.body())) {
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

    private <T> T call(String method, String target, Reader<T> reader) {
        try (HttpAnswer answer = send(method, target);
                JsonParser in = new JsonFactory().createParser(answer.body())) {
            return reader.read(in);
        } catch (IOException e) {
            throw http.lost(e);
        }
    }

    private HttpAnswer send(String method, String target, String... headers) throws IOException {
        HttpAnswer answer = http.send(method, PREFIX + target, List.of(headers));
        if (answer.status() >= 200 && answer.status() < 300) {
            return answer;
        }
        try (answer) {
            throw new Failure(
                    ExitCode.of(answer.header("varve-error"), answer.status()),
                    "Error response from daemon: " + message(answer));
        }
    }

    private static String message(HttpAnswer answer) throws IOException {
        String body = answer.text(MAX_ERROR_BODY).strip();
        if (!body.startsWith("{")) {
            return body.isEmpty() ? "HTTP status " + answer.status() : body;
        }
        try (JsonParser in = new JsonFactory().createParser(body)) {
            return ErrorBody.read(in).message();
        }
    }
}
