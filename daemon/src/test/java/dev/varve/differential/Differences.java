package dev.varve.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The table of deliberate differences in `docs/api.md`: a key, which dockerd is meant, what
/// differs and why.
final class Differences {
    private static final Path PAGE = Path.of("../docs/api.md");
    private static final String HEADER = "| key | dockerd | what differs | why |";

    /// @param dockerd `all`, or the beginning of the versions that do otherwise
    record Row(String dockerd, String what, String why) {
        boolean appliesTo(String version) {
            return dockerd.equals("all")
                    || Arrays.stream(dockerd.split(", ")).anyMatch(version::startsWith);
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private Differences() {}

    static Differences read() throws IOException {
        Differences differences = new Differences();
        boolean within = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (within && line.startsWith("| `")) {
                differences.add(line);
            } else if (!line.startsWith("|---")) {
                within = line.equals(HEADER);
            }
        }
        if (differences.rows.isEmpty()) {
            throw new IOException(PAGE + " has no table under " + HEADER);
        }
        return differences;
    }

    /// Throws when the table does not have it.
    Row row(String key) {
        Row row = rows.get(key);
        if (row == null) {
            throw new AssertionError("no row `" + key + "` in " + PAGE);
        }
        return row;
    }

    List<String> keysFor(String version) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().appliesTo(version))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void add(String line) {
        String[] cells = line.substring(1, line.length() - 1).split(" \\| ");
        if (cells.length != 4) {
            throw new AssertionError("not four cells: " + line);
        }
        rows.put(
                cells[0].strip().replace("`", ""),
                new Row(cells[1].strip(), cells[2].strip(), cells[3].strip()));
    }
}
