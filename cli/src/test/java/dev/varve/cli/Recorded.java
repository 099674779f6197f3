package dev.varve.cli;

import dev.varve.cli.json.JsonTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What docker's command line printed, as the scripts under `src-test-fixtures/recorders` wrote it
/// down: one JSON array a line.
public final class Recorded {
    private Recorded() {}

    /// @param name of a file under `src/test/resources/recorded`
    public static List<List<?>> lines(String name) {
        List<List<?>> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/recorded", name))) {
                lines.add((List<?>) JsonTree.parse(line));
            }
        } catch (IOException e) {
            throw new AssertionError("cannot read the record " + name, e);
        }
        return lines;
    }
}
