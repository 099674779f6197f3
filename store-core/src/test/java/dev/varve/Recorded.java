package dev.varve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.oci.Json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What other programs answered, as the scripts under `src-test-fixtures/recorders` wrote it down:
/// one JSON value a line.
public final class Recorded {
    private Recorded() {}

    /// @param name of a file under `src/test/resources/recorded`
    public static List<JsonNode> lines(String name) {
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/recorded", name))) {
                lines.add(Json.mapper().readTree(line));
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError(name + " has a line that is not JSON", e);
        } catch (IOException e) {
            throw new AssertionError("cannot read the record " + name, e);
        }
        return lines;
    }
}
