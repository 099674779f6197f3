package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.InvalidArgument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class ImageFiltersTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-06-01T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void valuesBecomeTyped() {
        ImageFilters filters =
                ImageFilters.forList(
                        Map.of(
                                "dangling", List.of("1"),
                                "label", List.of("a", "b=c=d"),
                                "before", List.of("x"),
                                "since", List.of("y"),
                                "until", List.of("1h", "2h"),
                                "reference", List.of("busy*")),
                        CLOCK);

        assertThat(filters.dangling()).contains(true);
        assertThat(filters.labels())
                .containsExactly(
                        new LabelFilter("a", Optional.empty()),
                        new LabelFilter("b", Optional.of("c=d")));
        assertThat(filters.before()).containsExactly("x");
        assertThat(filters.since()).containsExactly("y");
        assertThat(filters.until()).contains(Instant.parse("2024-06-01T10:00:00Z"));
        assertThat(filters.references()).hasSize(1);
        assertThat(ImageFilters.forList(Map.of(), CLOCK)).isEqualTo(ImageFilters.NONE);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "1, true", "false, false", "0, false"})
    void danglingIsOneOfFourWords(String text, boolean value) {
        assertThat(ImageFilters.forList(Map.of("dangling", List.of(text)), CLOCK).dangling())
                .contains(value);
    }

    @Test
    void badFiltersAreRefusedInDockersWords() {
        assertRefused(Map.of("foo", List.of("x")), "invalid filter 'foo'");
        assertRefused(Map.of("label!", List.of("x")), "invalid filter 'label!'");
        assertRefused(Map.of("dangling", List.of("x")), "invalid filter 'dangling=[x]'");
        assertRefused(Map.of("dangling", List.of("TRUE")), "invalid filter 'dangling=[TRUE]'");
        assertRefused(
                Map.of("dangling", List.of("true", "false")),
                "invalid filter 'dangling=[false true]'");
        assertRefused(Map.of("dangling", List.of()), "invalid filter 'dangling'");
        assertRefused(Map.of("reference", List.of("[")), "syntax error in pattern");
        assertRefused(
                Map.of("until", List.of("xx")),
                "invalid value for 'until' filter: failed to parse value as time or duration:"
                        + " \"xx\"");
        assertRefused(Map.of("\u001b[2J", List.of("x")), "invalid filter '\\x1b[2J'");
    }

    @Test
    void pruneTakesFewerFiltersAndNoneThatIsEmpty() {
        assertThat(ImageFilters.forPrune(Map.of("label!", List.of("keep")), CLOCK).excludedLabels())
                .containsExactly(new LabelFilter("keep", Optional.empty()));
        assertPruneRefused(Map.of("reference", List.of("x")), "invalid filter 'reference'");
        assertPruneRefused(Map.of("before", List.of("x")), "invalid filter 'before'");
        assertPruneRefused(Map.of("label", List.of()), "invalid filter 'label'");
        assertPruneRefused(Map.of("label", List.of("a", "")), "invalid filter 'label'");
        assertPruneRefused(Map.of("until", List.of()), "invalid filter 'until'");
        assertPruneRefused(
                Map.of("until", List.of("1h", "2h")), "more than one until filter specified");
    }

    @Test
    void bothFormsOfTheParameterAreRead() {
        assertThat(FilterJson.parse("")).isEmpty();
        assertThat(FilterJson.parse("{}")).isEmpty();
        assertThat(FilterJson.parse("null")).isEmpty();
        assertThat(FilterJson.parse("{\"dangling\":{\"true\":true},\"label\":{\"a=b\":true}}"))
                .isEqualTo(Map.of("dangling", List.of("true"), "label", List.of("a=b")));
        assertThat(FilterJson.parse("{\"dangling\":[\"true\"]}"))
                .isEqualTo(Map.of("dangling", List.of("true")));
        assertThat(FilterJson.parse("{\"a\":[\"b\",\"b\"]}")).isEqualTo(Map.of("a", List.of("b")));
        assertThat(FilterJson.parse("{\"label\":{}}")).isEqualTo(Map.of("label", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "5",
                "{",
                "{}{}",
                "{\"a\":5}",
                "{\"a\":\"b\"}",
                "{\"a\":[5]}",
                "{\"a\":{\"b\":1}}",
                "{\"a\":{\"b\":false}}",
                "{\"a\":null}",
                " ",
                "{\"a\":[\"b\"],\"c\":{\"d\":true}}",
                "{\"a\":[],\"a\":[]}",
                "{\"a\":[[\"b\"]]}"
            })
    void otherJsonIsRefused(String text) {
        assertThatThrownBy(() -> FilterJson.parse(text))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("invalid filter");
    }

    @Test
    void deepJsonIsRefused() {
        assertThatThrownBy(() -> FilterJson.parse("{\"a\":".repeat(100_000)))
                .hasMessage("invalid filter");
    }

    @Test
    void damagedParametersAreRefusedCleanly() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String good = "{\"dangling\":{\"true\":true},\"label\":[\"a=b\"],\"until\":[\"10m\"]}";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) random.nextInt(0x80));
                    default -> text.insert(at, "{}[]\",:019tf".charAt(random.nextInt(12)));
                }
            }
            try {
                ImageFilters.forList(FilterJson.parse(text.toString()), CLOCK);
            } catch (StoreException e) {
                assertThat(e).as("seed %d, %s", seed, text).isInstanceOf(InvalidArgument.class);
            }
        }
    }

    private static void assertRefused(Map<String, List<String>> filters, String message) {
        assertThatThrownBy(() -> ImageFilters.forList(filters, CLOCK))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(message);
    }

    private static void assertPruneRefused(Map<String, List<String>> filters, String message) {
        assertThatThrownBy(() -> ImageFilters.forPrune(filters, CLOCK))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(message);
    }
}
