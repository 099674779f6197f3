package dev.varve.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.text.GoQuote;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Consumer;

/// Owns the JSON library. Every reader made here stops at [Limits#JSON_DEPTH], refuses a name that
/// occurs twice in one object (two programs would read such a document differently) and refuses
/// anything after the document.
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder(factory(Limits.JSON_TOKENS))
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /// For the store's own documents, which grow with the store.
    private static final JsonFactory UNBOUNDED = factory(Long.MAX_VALUE);

    private static final ObjectReader ELEMENTS =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    private static JsonFactory factory(long tokens) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(Limits.JSON_DEPTH)
                                .maxTokenCount(tokens)
                                .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    /// The shared mapper. Never change its settings.
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /// Reads the elements of one array of a document of the store's own, one after the other: the
    /// document may be larger than what fits into memory, and has as many values as the store has
    /// objects.
    ///
    /// @param array a field of the document
    /// @return whether there is such an array
    /// @throws JsonProcessingException when the document is damaged; the elements before the damage
    ///   have been told by then
    public static boolean each(Reader document, String array, Consumer<JsonNode> action)
            throws IOException {
        boolean found = false;
        try (JsonParser parser = UNBOUNDED.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean here = parser.currentName().equals(array);
                if (parser.nextToken() == JsonToken.START_ARRAY && here) {
                    found = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        action.accept(ELEMENTS.readTree(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return found;
    }

    /// Parses a document that must be an object.
    ///
    /// @param what names the document in messages, "the manifest"
    static ObjectNode object(String what, String text, int maxBytes) {
        requireSize(what, text, maxBytes);
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Corrupt(what + " is not valid JSON: " + reason(e), e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new Corrupt(what + " is not a JSON object");
    }

    /// Go matches the names of fields without regard to case, so a document with `Layers` means one
    /// thing to docker and another to everyone else. Such a document is refused.
    static void requireExactNames(String what, JsonNode object, Collection<String> names) {
        object.fieldNames()
                .forEachRemaining(found -> {
                    for (String name : names) {
                        if (found.equalsIgnoreCase(name) && !found.equals(name)) {
                            throw new Corrupt(
                                    String.format(
                                            "%s has a field %s where the format has %s",
                                            what, GoQuote.quote(found), name));
                        }
                    }
                });
    }

    private static void requireSize(String what, String text, int maxBytes) {
        if (text.length() > maxBytes
                || (text.length() > maxBytes / 4
                        && text.getBytes(StandardCharsets.UTF_8).length > maxBytes)) {
            throw new Corrupt(what + " is larger than the limit of " + maxBytes + " bytes");
        }
    }

    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        String line = message.lines().findFirst().orElse("");
        return GoQuote.escape(line.length() > 200 ? line.substring(0, 200) : line);
    }
}
