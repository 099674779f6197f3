package dev.varve.cli.client;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.json.JsonTree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The daemon's container routes as calls. A container is named by its name, its ID or a prefix of
/// that.
public final class ContainerCalls {
    private final EngineClient client;

    public ContainerCalls(EngineClient client) {
        this.client = client;
    }

    /// Elements of the list as maps.
    ///
    /// @param limit 0 for all
    public List<?> list(boolean all, int limit, boolean size, String filters) {
        Query query =
                new Query()
                        .flag("all", all)
                        .addUnlessEmpty("filters", filters)
                        .addUnlessEmpty("limit", limit > 0 ? Integer.toString(limit) : "")
                        .flag("size", size);
        return list(client.tree(EngineClient.get("/containers/json" + query)));
    }

    /// What came of a creation.
    public record Created(String id, List<String> warnings) {}

    /// @param platform `os/arch`, "" for the daemon's own
    public Created create(String name, String platform, String config) {
        Query query = new Query().addUnlessEmpty("platform", platform).addUnlessEmpty("name", name);
        Object answer =
                client.tree(
                        EngineClient.post("/containers/create" + query)
                                .with(new RequestBody.Json(config)));
        if (!(answer instanceof Map<?, ?> map) || !(map.get("Id") instanceof String id)) {
            throw new Failure(ExitCode.OTHER, "the daemon created a container without an ID");
        }
        List<String> warnings = list(map.get("Warnings")).stream().map(String::valueOf).toList();
        return new Created(id, warnings);
    }

    /// The answer as the daemon wrote it.
    public String inspect(String container, boolean size) {
        return client.text(
                EngineClient.get(path(container) + "/json" + new Query().flag("size", size)));
    }

    /// Elements `{"Kind":0,"Path":"/etc"}`.
    public List<?> changes(String container) {
        return list(client.tree(EngineClient.get(path(container) + "/changes")));
    }

    public void remove(String container, boolean force, boolean link, boolean volumes) {
        Query query = new Query().flag("force", force).flag("link", link).flag("v", volumes);
        client.text(Request.of("DELETE", path(container) + query));
    }

    public void rename(String container, String name) {
        client.text(EngineClient.post(path(container) + "/rename" + new Query().add("name", name)));
    }

    /// `{"ContainersDeleted":[…],"SpaceReclaimed":n}`
    public Map<?, ?> prune(String filters) {
        return map(
                client.tree(
                        EngineClient.post(
                                "/containers/prune"
                                        + new Query().addUnlessEmpty("filters", filters))));
    }

    /// The root file system as an archive.
    public void export(String container, ByteTarget target) throws IOException {
        client.copy(EngineClient.get(path(container) + "/export"), target);
    }

    /// What a commit makes.
    ///
    /// @param repository "" for an image without a name
    /// @param changes instructions of a Dockerfile
    public record Commit(
            String container,
            String repository,
            String tag,
            String comment,
            String author,
            List<String> changes,
            boolean pause) {}

    /// The new image's ID.
    public String commit(Commit commit) {
        Query query =
                new Query()
                        .add("container", required(commit.container()))
                        .add("repo", commit.repository())
                        .add("tag", commit.tag())
                        .add("comment", commit.comment())
                        .add("author", commit.author());
        commit.changes().forEach(change -> query.add("changes", change));
        if (!commit.pause()) {
            query.add("pause", "0");
        }
        return String.valueOf(map(client.tree(EngineClient.post("/commit" + query))).get("Id"));
    }

    /// Where the root file system is mounted now.
    public String mount(String container) {
        Request request =
                Request.of("POST", "/varve/v1/containers/" + Query.path(container) + "/mount");
        return String.valueOf(map(client.own(request)).get("Path"));
    }

    public void unmount(String container) {
        client.own(
                Request.of("POST", "/varve/v1/containers/" + Query.path(container) + "/unmount"));
    }

    /// What lies at a path of the container.
    public PathStat stat(String container, String path) throws IOException {
        Query query = new Query().add("path", path);
        try (HttpAnswer answer =
                client.send(Request.of("HEAD", path(container) + "/archive" + query))) {
            return statOf(answer);
        }
    }

    /// An archive of what lies at a path, with what that is. Closing it closes the connection.
    public static final class Archive implements AutoCloseable {
        private final HttpAnswer answer;
        private final PathStat stat;

        private Archive(HttpAnswer answer) throws IOException {
            this.answer = answer;
            this.stat = statOf(answer);
        }

        public PathStat stat() {
            return stat;
        }

        public InputStream tar() {
            return answer.body();
        }

        @Override
        public void close() throws IOException {
            answer.close();
        }
    }

    public Archive copyFrom(String container, String path) throws IOException {
        Query query = new Query().add("path", path);
        return new Archive(client.send(EngineClient.get(path(container) + "/archive" + query)));
    }

    /// Unpacks an archive into a directory of the container.
    public void copyTo(String container, String directory, boolean owners, Content tar) {
        Query query = new Query().add("noOverwriteDirNonDir", "true").add("path", directory);
        if (owners) {
            query.add("copyUIDGID", "true");
        }
        Request request = Request.of("PUT", path(container) + "/archive" + query);
        client.text(request.with(new RequestBody.Upload(tar, "application/x-tar")));
    }

    private static PathStat statOf(HttpAnswer answer) throws IOException {
        try {
            byte[] json = Base64.getDecoder().decode(answer.header("x-docker-container-path-stat"));
            return PathStat.of(map(JsonTree.parse(new String(json, StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException e) {
            throw new IOException("the answer does not say what lies at the path", e);
        }
    }

    private static String path(String container) {
        return "/containers/" + Query.path(required(container));
    }

    private static String required(String container) {
        String id = container.strip();
        if (id.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "invalid container name or ID: value is empty");
        }
        return id;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
