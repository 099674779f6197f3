package dev.varve.daemon.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import java.util.Optional;

/// Reads a request's body that has to be one JSON object. Refuses others in docker's words where it
/// has any, and never in those of the JSON library.
final class JsonBody {
    private JsonBody() {}

    /// @return empty for `null`
    static Optional<ObjectNode> object(String text) {
        JsonNode node;
        try {
            node = Json.mapper().readTree(text);
        } catch (JsonEOFException e) {
            throw new InvalidArgument("invalid JSON: unexpected EOF", e);
        } catch (MismatchedInputException e) {
            throw new InvalidArgument("unexpected content after JSON", e);
        } catch (JsonProcessingException e) {
            throw new InvalidArgument("invalid JSON: " + where(e), e);
        }
        if (node.isNull()) {
            return Optional.empty();
        }
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new InvalidArgument("invalid JSON: the body has to be an object");
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "it is malformed, too deep or has a name twice"
                : String.format(
                        "it is malformed, too deep or has a name twice at line %d, column %d",
                        e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
}
