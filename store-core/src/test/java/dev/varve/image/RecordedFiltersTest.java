package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.Recorded;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Values of filters against what real programs made of them: `globs.py` and `timestamps.py` asked
/// dockerd, `durations.py` docker's command line.
class RecordedFiltersTest {
    private static final Clock UTC =
            Clock.fixed(Instant.parse("2024-06-01T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void globsMatchWhatTheyMatchInDockerd() {
        List<JsonNode> lines = Recorded.lines("globs.jsonl");
        List<Reference> references =
                texts(lines.getFirst().get(2)).stream()
                        .map(ReferenceParser::parseNormalized)
                        .toList();
        assertThat(lines).hasSizeGreaterThan(500);
        for (JsonNode line : lines.subList(1, lines.size())) {
            String glob = line.get(0).asText();
            String expected =
                    line.get(1).asInt() == 200
                            ? texts(line.get(2)).toString()
                            : line.get(2).asText();
            assertThat(matched(glob, references)).as("glob %s", glob).isEqualTo(expected);
        }
    }

    @Test
    void timestampsMeanWhatTheyMeanInDockerd() {
        List<String> onlyInDockerd = new ArrayList<>();
        for (JsonNode line : Recorded.lines("timestamps.jsonl")) {
            String text = line.get(0).asText();
            Optional<Instant> found = timestamp(text);
            boolean taken = line.get(1).asInt() == 200;
            assertThat(found.isPresent() && !taken).as("only Varve takes %s", text).isFalse();
            if (taken && found.isEmpty()) {
                onlyInDockerd.add(text);
            } else if (taken && line.get(2).asText().endsWith("Z")) {
                assertThat(found).as(text).contains(Instant.parse(line.get(2).asText()));
            }
        }
        // A fraction with a sign is nonsense; the other lies beyond the times that Java knows.
        assertThat(onlyInDockerd).containsExactly("1136073600.+5", "9223372036854775807");
    }

    @Test
    void durationsAreAsLongAsInGo() {
        List<JsonNode> lines = Recorded.lines("durations.jsonl");
        assertThat(lines).hasSizeGreaterThan(150);
        for (JsonNode line : lines) {
            String text = line.get(0).asText();
            Optional<Duration> expected =
                    line.get(1).isNumber()
                            ? Optional.of(Duration.ofNanos(line.get(1).longValue()))
                            : Optional.empty();
            assertThat(GoDuration.parse(text)).as(text).isEqualTo(expected);
        }
    }

    private static String matched(String glob, List<Reference> references) {
        try {
            GoPathMatch pattern = GoPathMatch.compile(glob);
            return references.stream()
                    .filter(r -> pattern.matches(r.familiar()) || pattern.matches(r.familiarName()))
                    .map(Reference::familiar)
                    .toList()
                    .toString();
        } catch (InvalidArgument e) {
            return e.getMessage();
        }
    }

    private static Optional<Instant> timestamp(String text) {
        try {
            return Optional.of(Timestamps.parse(text, UTC));
        } catch (InvalidArgument e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
