package dev.varve.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.fixtures.fuzz.Fuzzing;
import dev.varve.fixtures.fuzz.Fuzzing.Answer;
import dev.varve.fixtures.fuzz.Inputs;
import dev.varve.image.FilterJson;
import dev.varve.image.GoPathMatch;
import dev.varve.image.ImageFilters;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Any `filters` parameter is read and answered within a bounded time, or refused.
class FilterFuzzTest {
    private static final List<String> SAMPLES =
            List.of(
                    "{\"label\":{\"a=b\":true},\"reference\":{\"busy*:[a-z]?\":true}}",
                    "{\"until\":[\"24h\"],\"label!\":[\"keep\"],\"dangling\":[\"true\"]}",
                    "{\"before\":[\"a\"],\"since\":[\"sha256:12\"],\"until\":[\"2024-01-01T00:00:00Z\"]}",
                    "{\"name\":[\"^/?a(b|c)*$\"],\"id\":[\"[0-9a-f]{2,9}\"],\"status\":[\"created\"]}",
                    "{\"publish\":[\"80-90/tcp\"],\"expose\":[\"1/udp\"],\"exited\":[\"0\"],"
                            + "\"health\":[\"none\"],\"is-task\":[\"0\"]}",
                    "{\"reference\":[\"*/*/?[^a-c]\\\\\\\\*\"]}",
                    "null");
    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\\\",
                    "\\u0000",
                    "\\ud800",
                    "null",
                    "true",
                    "*",
                    "?",
                    "^",
                    "-",
                    "[a",
                    "(",
                    ")",
                    "(a*)*",
                    "(?:)",
                    "{60000}",
                    "{1,}",
                    "|",
                    "(?=",
                    "\\\\1",
                    "\\\\Q",
                    "\\\\p{L}",
                    "&&",
                    ".",
                    "+",
                    "+?",
                    "$",
                    "9999999999h",
                    "-1h",
                    "1e9",
                    "65536",
                    "\"name\":",
                    "\"id\":",
                    "\"reference\":",
                    "\"until\":",
                    "\"publish\":",
                    "\"label\":",
                    "=");
    private static final List<String> NAMES =
            List.of(
                    "",
                    "/a",
                    "busybox:latest",
                    "a".repeat(255),
                    "ab".repeat(500) + "c",
                    "a/b/c:d",
                    "0123456789abcdef".repeat(4));

    @Test
    void anyFilterIsAnsweredOrRefused() {
        Inputs inputs = Inputs.ofTexts(SAMPLES, PIECES);
        Fuzzing.run("filters", inputs, bytes -> read(new String(bytes, StandardCharsets.UTF_8)))
                .requireBoth();
    }

    private static Answer read(String text) {
        pathMatched(text);
        named(text);
        Map<String, List<String>> filters;
        try {
            filters = FilterJson.parse(text);
        } catch (InvalidArgument e) {
            return refused(e);
        }
        List<Answer> answers =
                List.of(
                        tried(filters, f -> images(ImageFilters.forList(f, Clock.systemUTC()))),
                        tried(filters, f -> images(ImageFilters.forPrune(f, Clock.systemUTC()))),
                        tried(filters, f -> containers(ContainerFilters.forList(f))),
                        tried(
                                filters,
                                f -> containers(ContainerFilters.forPrune(f, Clock.systemUTC()))));
        return answers.stream()
                .filter(answer -> answer.refusal().isEmpty())
                .findFirst()
                .orElse(answers.get(text.length() % answers.size()));
    }

    private static Answer tried(
            Map<String, List<String>> filters, Consumer<Map<String, List<String>>> use) {
        try {
            use.accept(filters);
            return Answer.TAKEN;
        } catch (InvalidArgument e) {
            return refused(e);
        }
    }

    private static void images(ImageFilters filters) {
        for (GoPathMatch pattern : filters.references()) {
            NAMES.forEach(pattern::matches);
        }
    }

    private static void containers(ContainerFilters filters) {
        filters.names().forEach(pattern -> NAMES.forEach(pattern::fits));
        filters.ids().forEach(pattern -> NAMES.forEach(pattern::fits));
    }

    /// The whole input as a pattern.
    private static void pathMatched(String text) {
        try {
            NAMES.forEach(GoPathMatch.compile(text)::matches);
        } catch (InvalidArgument e) {
            refused(e);
        }
    }

    private static void named(String text) {
        try {
            NAMES.forEach(TextPattern.of(text)::fits);
        } catch (InvalidArgument e) {
            refused(e);
        }
    }

    private static Answer refused(InvalidArgument e) {
        assertThat(e.getMessage()).isNotBlank();
        assertThat(e.getMessage().chars().anyMatch(Character::isISOControl))
                .as("control characters in: %s", e.getMessage())
                .isFalse();
        return Answer.refused(e.getMessage());
    }
}
