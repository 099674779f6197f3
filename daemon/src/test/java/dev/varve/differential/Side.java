package dev.varve.differential;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One of the two daemons, and how a script talks to it.
///
/// @param root where the daemon keeps its data
/// @param mounts whether a container runs by being mounted, rather than by a process
/// @param scratch a directory that no other side uses
record Side(EngineApi api, Cli cli, Path root, boolean mounts, Path scratch) {
    private static final int ROUNDS = 20;

    static Side of(EngineApi api, String program, boolean mounts, Path scratch) throws IOException {
        Path root = Path.of(api.get("/info").path("DockerRootDir").textValue());
        Cli cli = new Cli(program, api.socket(), api.version(), scratch);
        return new Side(api, cli, root, mounts, scratch);
    }

    boolean isEmpty() throws IOException {
        return images().isEmpty() && containers().isEmpty();
    }

    /// Removes everything, children before parents.
    void empty() throws IOException {
        for (JsonNode container : containers()) {
            api.request("DELETE", "/containers/" + id(container) + "?force=1&v=1", "")
                    .required("removing a container");
        }
        for (int round = 0; round < ROUNDS && !isEmpty(); round++) {
            for (JsonNode image : images()) {
                api.request("DELETE", "/images/" + id(image) + "?force=1", "");
            }
        }
        if (!isEmpty()) {
            throw new IllegalStateException(
                    "what cannot be removed: " + images() + " " + containers());
        }
    }

    /// Makes what a process or a mount makes of a container: that it is running.
    EngineApi.Answer start(String container) throws IOException {
        String name = URLEncoder.encode(container, StandardCharsets.UTF_8);
        if (mounts) {
            EngineApi own = new EngineApi(api.socket(), "");
            return own.request("POST", "/varve/v1/containers/" + name + "/mount", "");
        }
        return api.request("POST", "/containers/" + name + "/start", "");
    }

    private List<JsonNode> images() throws IOException {
        return list("/images/json?all=1");
    }

    private List<JsonNode> containers() throws IOException {
        return list("/containers/json?all=1");
    }

    private List<JsonNode> list(String target) throws IOException {
        List<JsonNode> list = new ArrayList<>();
        api.get(target).forEach(list::add);
        return list;
    }

    private static String id(JsonNode object) {
        return object.path("Id").textValue();
    }
}
