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

    /// @param values of a repeatable parameter, each a platform
    static List<Platform> ofJsonList(List<String> values) {
        List<Platform> platforms = new ArrayList<>();
        for (String value : values) {
            platforms.add(platform(tree(value)));
        }
        return platforms;
    }

    /// Refuses an image that is not of the platform asked for. An artifact is of none, and fits.
    static void require(Platform wanted, String name, ImageDetails details) {
        Platform actual = details.image().platform();
        boolean fits =
                details.artifact().isPresent()
                        || Platforms.matches(Platforms.withDefaults(wanted, host()), actual);
        if (!fits) {
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

    private static Platform platform(JsonNode node) {
        if (!node.isObject() && !node.isNull()) {
            throw new InvalidArgument("failed to parse platform: not a JSON object");
        }
        String os = text(node, "os");
        String architecture = text(node, "architecture");
        String variant = text(node, "variant");
        String osVersion = text(node, "os.version");
        JsonNode features = node.path("os.features");
        if (!features.isArray() && !features.isMissingNode() && !features.isNull()) {
            throw new InvalidArgument("failed to parse platform: os.features is not a list");
        }
        if (os.isEmpty() || architecture.isEmpty()) {
            throw new InvalidArgument("both OS and Architecture must be provided");
        }
        return new Platform(os, architecture, variant, osVersion);
    }

    private static String text(JsonNode platform, String field) {
        JsonNode value = platform.path(field);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw new InvalidArgument("failed to parse platform: " + field + " is not a string");
        }
        return value.asText("");
    }
}
