package dev.varve.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the command line prints of a pull, without what dockerd may or may not say: the states in
/// between, of which a watcher misses some, and the order in which layers are done.
final class PullOutput {
    private static final Pattern IN_BETWEEN =
            Pattern.compile(
                    "[0-9a-f]{12}: (Pulling fs layer|Waiting|Verifying Checksum|Download"
                            + " complete)");
    private static final Pattern DONE =
            Pattern.compile("[0-9a-f]{12}: (Pull complete|Already exists)");

    private PullOutput() {}

    static List<String> settled(List<String> lines) {
        List<String> kept = new ArrayList<>();
        int firstDone = -1;
        for (String line : lines) {
            if (IN_BETWEEN.matcher(line).matches()) {
                continue;
            }
            if (DONE.matcher(line).matches()) {
                firstDone = firstDone < 0 ? kept.size() : firstDone;
            } else if (firstDone >= 0) {
                kept.subList(firstDone, kept.size()).sort(null);
                firstDone = -1;
            }
            kept.add(line);
        }
        return kept;
    }
}
