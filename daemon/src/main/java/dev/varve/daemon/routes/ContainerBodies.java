package dev.varve.daemon.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.daemon.http.Request;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.config.RunConfig;

import java.util.Map;
import java.util.Optional;

/// Reads the JSON bodies of container requests.
final class ContainerBodies {
    private ContainerBodies() {}

    /// The body of a creation: the fields of a config, and `HostConfig` beside them.
    static CreateRequest create(Request request) {
        String text = request.jsonBody();
        if (text.isEmpty()) {
            throw new InvalidArgument("invalid JSON: got EOF while reading request body");
        }
        ObjectNode body = JsonBody.object(text).orElseThrow(ContainerBodies::noConfig);
        RunConfig config = RunConfig.ofRequest(body).orElseThrow(ContainerBodies::noConfig);
        String name = request.form().text("name");
        return new CreateRequest(
                name.isEmpty() ? Optional.empty() : Optional.of(name), config, hostConfig(body));
    }

    /// The body of a commit, which may be missing.
    static Optional<RunConfig> config(Request request) {
        String text = request.jsonBody();
        return text.isEmpty()
                ? Optional.empty()
                : JsonBody.object(text).flatMap(RunConfig::ofRequest);
    }

    private static HostConfig hostConfig(ObjectNode body) {
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (field.getKey().equalsIgnoreCase("HostConfig") && !field.getValue().isNull()) {
                if (field.getValue() instanceof ObjectNode sent) {
                    return HostConfig.ofRequest(sent);
                }
                throw new InvalidArgument("invalid JSON: HostConfig has to be an object");
            }
        }
        return HostConfig.ofRequest(JsonNodeFactory.instance.objectNode());
    }

    private static InvalidArgument noConfig() {
        return new InvalidArgument("config cannot be empty in order to create a container");
    }
}
