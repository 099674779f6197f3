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

/// Malformed requests about containers, archives, events and registries, at a daemon with a real
/// store: status and text are those that dockerd gave when `badbodies.py` asked it the same, and
/// whatever is refused changes nothing.
@Timeout(180)
final class BadBodiesTest {
    @TempDir Path directory;

    /// Where Varve answers otherwise on purpose; docs/api.md tells the reasons.
    private enum Difference {
        /// What is malformed, or another host's failure, where dockerd says 500 or hangs up.
        NOT_THE_DAEMONS_FAULT,
        /// There is no search.
        SEARCH,
        /// A prune refuses a filter without a value.
        EMPTY_FILTER_OF_A_PRUNE,
        /// Control characters are spelt out.
        SPELT_OUT,
        /// What is wrong with a body or its type, in words of our own.
        BODY,
        /// The changes of a commit are read before its container is looked for.
        CHANGES_FIRST,
        /// What is wrong with an archive, in words of our own.
        ARCHIVE,
        /// A missing image, without the path at which dockerd looked for it.
        NO_SUCH_IMAGE,
        /// Nothing to save.
        NO_NAMES,
        /// A bad time, in the words for all bad times.
        TIME,
    }

    @Test
    void malformedRequestsAreRefusedAsDockerdDoesAndChangeNothing() throws IOException {
        Map<Difference, Integer> differences = new EnumMap<>(Difference.class);
        List<String> wrong = new ArrayList<>();
        List<RecordedRequest> rows = RecordedRequest.lines("badbodies.jsonl");
        assertThat(rows).hasSizeGreaterThan(600);
        try (RealDaemon daemon = new RealDaemon(directory).withContainer()) {
            for (RecordedRequest row : rows) {
                Answer answer = row.ask(daemon.client());
                String ours = answer.status() + " " + row.inWords(answer);
                boolean same = withoutIds(ours).equals(withoutIds(row.docker()));
                Optional<Difference> difference =
                        same ? Optional.empty() : difference(row, answer.status(), ours);
                difference.ifPresent(d -> differences.merge(d, 1, Integer::sum));
                String asked = row.method() + " " + row.plain() + " " + row.headers() + row.body();
                if (!same && difference.isEmpty()) {
                    wrong.add(asked + "\n  dockerd " + row.docker() + "\n  varve   " + ours);
                }
                boolean refused = answer.status() >= 400 || ours.contains("stream: ");
                if (refused && !daemon.isUnchanged()) {
                    wrong.add(asked + " was answered " + ours + " and changed the store");
                }
                daemon.restore();
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " answers differ:\n" + String.join("\n", wrong));
        }
        assertThat(differences).containsOnlyKeys(Difference.values());
    }

    private static Optional<Difference> difference(RecordedRequest row, int status, String ours) {
        String text = row.plain();
        boolean bothRefuse = row.status() >= 400 && status >= 400;
        Difference difference = null;
        if (text.contains("/images/search") && status == 501) {
            difference = Difference.SEARCH;
        } else if (text.matches(".*/containers/prune.*\"(label!?|until)\":\\[(\"\")?\\].*")
                && status == 400) {
            difference = Difference.EMPTY_FILTER_OF_A_PRUNE;
        } else if ((row.status() == 500 || row.status() == 0) && (status == 400 || status == 503)) {
            difference = Difference.NOT_THE_DAEMONS_FAULT;
        } else if (row.what().contains("\u001b")
                && bothRefuse
                && ours.endsWith(row.docker().replace("\u001b", "\\x1b"))) {
            difference = Difference.SPELT_OUT;
        } else if (text.contains("changes=") && row.status() == 404 && status == 400) {
            difference = Difference.CHANGES_FIRST;
        } else if (row.headers().toString().contains("x-tar") && row.status() == status) {
            difference = Difference.ARCHIVE;
        } else if (text.contains("/archive?path=\0") && row.status() == status) {
            difference = Difference.ARCHIVE;
        } else if (text.matches(".*/(create|commit)(\\?container=nope)?") && bothRefuse) {
            difference = Difference.BODY;
        } else if (text.contains("/get")
                && row.status() == 404
                && ours.startsWith("404 No such image: ")) {
            difference = Difference.NO_SUCH_IMAGE;
        } else if (text.endsWith("/images/get") && status == 400) {
            difference = Difference.NO_NAMES;
        } else if (text.contains("2006-13-01") && bothRefuse) {
            difference = Difference.TIME;
        }
        return Optional.ofNullable(difference);
    }

    private static String withoutIds(String text) {
        return text.replaceAll("[0-9a-f]{64}", "ID");
    }
}
