package dev.varve.image.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The exec form of an instruction's arguments: a JSON array of strings.
final class JsonList {
    private JsonList() {}

    /// Empty when the text is no JSON array, and so is meant in another way; refuses an array that
    /// holds something else than strings.
    static Optional<List<String>> parse(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        JsonNode array;
        try {
            array = Json.mapper().readTree(text);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
        List<String> items = new ArrayList<>();
        for (JsonNode item : array) {
            if (!item.isTextual()) {
                throw new InvalidArgument(
                        "when using JSON array syntax, arrays must be comprised of strings only");
            }
            items.add(item.textValue());
        }
        return Optional.of(items);
    }
}
