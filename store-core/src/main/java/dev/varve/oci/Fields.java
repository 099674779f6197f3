package dev.varve.oci;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Reads typed values out of a JSON object of a manifest, index or config. A field that is absent
/// or null reads as empty, as it does in Go; one of another type is [Corrupt].
record Fields(String what, JsonNode node) {
    Fields {
        if (!node.isObject()) {
            throw new Corrupt(what + " is not a JSON object");
        }
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    Fields object(String name) {
        return new Fields(within(name), get(name));
    }

    String text(String name) {
        return optionalText(name).orElse("");
    }

    Optional<String> optionalText(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!get(name).isTextual()) {
            throw new Corrupt(within(name) + " is not a string");
        }
        return Optional.of(get(name).textValue());
    }

    boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        if (!get(name).isBoolean()) {
            throw new Corrupt(within(name) + " is not true or false");
        }
        return get(name).booleanValue();
    }

    Digest digest(String name) {
        return digest(within(name), optionalText(name).orElse(""));
    }

    long size(String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new Corrupt(within(name) + " is not a size in bytes");
        }
        return value.longValue();
    }

    Map<String, String> texts(String name) {
        if (!has(name)) {
            return Map.of();
        }
        Fields map = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        map.node.fieldNames().forEachRemaining(key -> texts.put(key, map.text(key)));
        return Collections.unmodifiableMap(texts);
    }

    /// The items of an array, each with the name of its position for messages.
    <T> List<T> list(String name, int limit, BiFunction<String, JsonNode, T> read) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode array = get(name);
        if (!array.isArray()) {
            throw new Corrupt(within(name) + " is not a list");
        }
        if (array.size() > limit) {
            throw new Corrupt(
                    String.format(
                            "%s has %d entries, more than the limit of %d",
                            within(name), array.size(), limit));
        }
        List<T> items = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            items.add(read.apply(within(name) + "[" + items.size() + "]", item));
        }
        return List.copyOf(items);
    }

    static Digest digest(String what, String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidArgument e) {
            throw new Corrupt(
                    what + " is not a digest: " + GoQuote.quote(text) + ": " + e.getMessage(), e);
        }
    }

    private JsonNode get(String name) {
        return node.path(name);
    }

    private String within(String name) {
        return what + ": " + GoQuote.escape(name);
    }
}
