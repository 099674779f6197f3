package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Malformed filters, names, parameters, paths and versions, at a daemon with a real store: status
/// and text are those that dockerd gave when `badinput.py` asked it the same, and whatever is
/// refused changes nothing.
@Timeout(120)
final class BadInputTest {
    @TempDir Path directory;

    /// Where Varve answers otherwise on purpose; docs/api.md tells the reasons.
    private enum Difference {
        /// 400 where dockerd blames itself or says "not found" of what is malformed.
        IS_THE_CLIENTS_FAULT,
        /// A prune refuses a filter without a value, which dockerd takes for no filter.
        EMPTY_FILTER_OF_A_PRUNE,
        /// Filters that are ambiguous JSON: a key twice, values that are not set, `null` for a
        /// text.
        AMBIGUOUS_FILTER,
        /// Control characters and quotes are spelt out.
        SPELT_OUT,
        /// The values of a filter are named in order; dockerd's order is by chance.
        ORDER,
        /// Paths are taken as they are, without a redirect, and may hold line ends but no NUL.
        PATH_AS_IT_IS,
        /// The broken JSON of a platform is described in words of our own, and its field names are
        /// taken literally.
        PLATFORM,
        /// A tag request without a target.
        NO_TARGET,
        /// A host with `_`.
        HOST,
        /// A form whose media type has broken parameters still counts.
        FORM,
    }

    @Test
    void malformedRequestsAreRefusedAsDockerdDoesAndChangeNothing() throws IOException {
        Map<Difference, Integer> differences = new EnumMap<>(Difference.class);
        List<String> wrong = new ArrayList<>();
        List<RecordedRequest> rows = RecordedRequest.lines("badinput.jsonl");
        assertThat(rows).hasSizeGreaterThan(900);
        try (RealDaemon daemon = new RealDaemon(directory)) {
            for (RecordedRequest row : rows) {
                Answer answer = row.ask(daemon.client());
                String ours = answer.status() + " " + row.inWords(answer);
                Optional<Difference> difference =
                        ours.equals(row.docker()) ? Optional.empty() : difference(row, ours);
                difference.ifPresent(d -> differences.merge(d, 1, Integer::sum));
                if (!ours.equals(row.docker()) && difference.isEmpty()) {
                    wrong.add(
                            row.method()
                                    + " "
                                    + row.plain()
                                    + " "
                                    + row.headers()
                                    + row.body()
                                    + "\n  dockerd "
                                    + row.docker()
                                    + "\n  varve   "
                                    + ours);
                }
                boolean mayChange = ours.equals("200 pruned") || answer.status() == 201;
                if (!mayChange && !daemon.isUnchanged()) {
                    wrong.add(
                            row.method()
                                    + " "
                                    + row.plain()
                                    + " was answered "
                                    + ours
                                    + " and changed the store");
                }
                daemon.restore();
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " answers differ:\n" + String.join("\n", wrong));
        }
        assertThat(differences).containsOnlyKeys(Difference.values());
    }

    private static Optional<Difference> difference(RecordedRequest row, String ours) {
        String text = row.plain();
        boolean filters = text.contains("filters=");
        boolean refused = ours.startsWith("400 ");
        String reason = ours.substring(4);
        if (!refused && !ours.startsWith("404 page not found")) {
            return Optional.empty();
        }
        Difference difference = null;
        if (filters
                && text.matches(
                        ".*\"(label!?|until|dangling)\":(\\[(\"\")?\\]|\\{(\"\":true)?\\}).*")
                && row.isPrune()) {
            difference = Difference.EMPTY_FILTER_OF_A_PRUNE;
        } else if (filters
                && reason.equals("invalid filter")
                && text.matches(".*(:false|null|\"dangling\":.*\"dangling\":).*")) {
            difference = Difference.AMBIGUOUS_FILTER;
        } else if (filters && text.contains("[\"true\",\"false\"]")) {
            difference = Difference.ORDER;
        } else if (row.status() == 500
                && reason.endsWith(
                        row.what().startsWith("parsing time") ? "\"2006-13-01\"" : row.what())) {
            difference = Difference.IS_THE_CLIENTS_FAULT;
        } else if (row.status() == 404
                && text.contains("/tag?repo=b")
                && shown(row.what()).equals(reason)) {
            difference = Difference.IS_THE_CLIENTS_FAULT;
        } else if (row.status() == 400 && shown(row.what()).equals(reason)) {
            difference = Difference.SPELT_OUT;
        } else if (filters
                && text.matches("(?s).*(\\\\u00|\\\\\").*")
                && reason.startsWith("invalid filter '")) {
            difference = Difference.SPELT_OUT;
        } else if (row.status() == 301
                || text.matches("(?s).*[\\n\\x00].*")
                || row.what().equals("400 Bad Request")) {
            difference = Difference.PATH_AS_IT_IS;
        } else if (text.contains("platform")) {
            difference = Difference.PLATFORM;
        } else if (text.contains("/tag?repo=&tag=")) {
            difference = Difference.NO_TARGET;
        } else if (text.contains("repo=a_b.c/d")) {
            difference = Difference.HOST;
        } else if (row.headers().containsValue("application/x-www-form-urlencoded; charset=x;;")) {
            difference = Difference.FORM;
        }
        return Optional.ofNullable(difference);
    }

    private static String shown(String message) {
        return message.replaceAll("\\p{Cc}", "?");
    }
}
