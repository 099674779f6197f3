package dev.varve.daemon.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.image.ImageDetails;
import dev.varve.oci.Json;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The platforms that clients name: in words for a pull, as JSON for everything newer.
final class PlatformParameter {
    private PlatformParameter() {}

    /// @param specifier `os[/arch[/variant]]`, "" for none
    static Optional<Platform> ofPull(String specifier) {
        return specifier.isEmpty()
                ? Optional.empty()
                : Optional.of(Platforms.parse(specifier, host()));
    }

    /// @param json an OCI platform, "" for none
    static Optional<Platform> ofJson(String json) {
        return json.isEmpty() ? Optional.empty() : Optional.of(platform(tree(json)));
    }

    /// @param values of a repeatable parameter, each a platform or an array of them
    static List<Platform> ofJsonList(List<String> values) {
        List<Platform> platforms = new ArrayList<>();
        for (String value : values) {
            JsonNode node = tree(value);
            if (node.isArray()) {
                node.forEach(item -> platforms.add(platform(itemTree(item))));
            } else {
                platforms.add(platform(node));
            }
        }
        return platforms;
    }

    /// Refuses an image that is not of the platform asked for.
    static void require(Platform wanted, String name, ImageDetails details) {
        Platform actual = details.image().platform();
        if (!Platforms.matches(Platforms.withDefaults(wanted, host()), actual)) {
            throw new NotFound(
                    "image with reference "
                            + name
                            + " was found but its platform ("
                            + actual
                            + ") does not match the specified platform ("
                            + wanted
                            + ")");
        }
    }

    private static Platform host() {
        return Platforms.host(System.getProperty("os.arch", ""), "");
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidArgument("failed to parse platform: not valid JSON", e);
        }
    }

    /// Docker's clients send each platform of a list as JSON within a string.
    private static JsonNode itemTree(JsonNode item) {
        return item.isTextual() ? tree(item.textValue()) : item;
    }

    private static Platform platform(JsonNode node) {
        String os = node.path("os").asText();
        String architecture = node.path("architecture").asText();
        if (os.isEmpty() || architecture.isEmpty()) {
            throw new InvalidArgument(
                    "failed to parse platform: both os and architecture must be" + " provided");
        }
        return new Platform(
                os, architecture, node.path("variant").asText(), node.path("os.version").asText());
    }
}
