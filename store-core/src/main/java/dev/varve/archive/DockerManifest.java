package dev.varve.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Json;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.List;

/// One image of the list `manifest.json`, which docker puts into its archives. Names are names of
/// files in the archive.
///
/// @param layers bottom first
record DockerManifest(String config, List<String> repoTags, List<String> layers) {
    static final String FILE = "manifest.json";

    private static final List<String> NAMES = List.of("Config", "RepoTags", "Layers");

    static List<DockerManifest> parseAll(String text, ArchiveContent content) {
        int most = content.limits().images();
        JsonNode list;
        try {
            list = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new Corrupt(FILE + " is not valid JSON: " + reason(e), e);
        }
        if (list.isNull() || list.isMissingNode()) {
            throw new Corrupt("invalid manifest, manifest cannot be null (but can be [])");
        }
        if (!list.isArray()) {
            throw new Corrupt(FILE + " is not a list");
        }
        if (list.size() > most) {
            throw new Corrupt(
                    FILE + " has " + list.size() + " images, more than the limit of " + most);
        }
        List<DockerManifest> items = new ArrayList<>();
        for (JsonNode item : list) {
            items.add(item(FILE + "[" + items.size() + "]", item, content));
        }
        return items;
    }

    private static DockerManifest item(String what, JsonNode node, ArchiveContent content) {
        if (!node.isObject()) {
            throw new Corrupt(what + " is not a JSON object");
        }
        // Go takes names in any case; docker and this would then read the archive differently.
        for (String found : (Iterable<String>) node::fieldNames) {
            for (String name : NAMES) {
                if (found.equalsIgnoreCase(name) && !found.equals(name)) {
                    throw new Corrupt(
                            what
                                    + " has a field "
                                    + GoQuote.quote(found)
                                    + " where the format has "
                                    + name);
                }
            }
        }
        if (!node.path("Config").isTextual()) {
            throw new Corrupt(what + ": Config is not a string");
        }
        return new DockerManifest(
                node.get("Config").textValue(),
                texts(what + ": RepoTags", node.path("RepoTags"), content.limits().images()),
                texts(what + ": Layers", node.path("Layers"), content.documents().layers()));
    }

    private static List<String> texts(String what, JsonNode list, int limit) {
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > limit) {
            throw new Corrupt(what + " is not a list of at most " + limit + " strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                throw new Corrupt(what + " has something else than strings");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    private static String reason(JsonProcessingException e) {
        String line =
                e.getOriginalMessage().lines().findFirst().orElse("").split(" \\(start", 2)[0];
        return GoQuote.escape(line.length() > 200 ? line.substring(0, 200) : line);
    }
}
