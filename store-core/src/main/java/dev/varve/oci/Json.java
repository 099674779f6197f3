package dev.varve.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.text.GoQuote;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Owns the JSON library. Every reader made here stops at [Limits#JSON_DEPTH], refuses a name that
/// occurs twice in one object (two programs would read such a document differently) and refuses
/// anything after the document.
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(Limits.JSON_DEPTH)
                                                    .maxTokenCount(Limits.JSON_TOKENS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private Json() {}

    /// The shared mapper. Never change its settings.
    public static ObjectMapper mapper() {
        return MAPPER;
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
