package dev.varve.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.FilterJson;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Map;

/// The rules as a dockerd 28.5 has them.
class EventFiltersTest {
    private static final String ID = "sha256:" + "ab".repeat(32);
    private static final Event PULL =
            event("image", "pull", "mine/app:1", Map.of("name", "mine/app", "stage", "test"));
    private static final Event DELETE = event("image", "delete", ID, Map.of("name", ID));
    private static final Event CREATE =
            event(
                    "container",
                    "create",
                    "cd".repeat(32),
                    Map.of("name", "web", "image", "mine/app:1", "stage", ""));

    private static Event event(
            String type, String action, String actorId, Map<String, String> attributes) {
        return new Event(type, action, actorId, attributes, Instant.EPOCH);
    }

    private static String chosen(String json) {
        EventFilters filters = new EventFilters(FilterJson.parse(json.replace("ID", ID)));
        return (filters.test(PULL) ? "pull " : "")
                + (filters.test(DELETE) ? "delete " : "")
                + (filters.test(CREATE) ? "create" : "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"type\":[\"image\"]}                         | pull delete",
                "{\"type\":{\"container\":true}}                | create",
                "{\"type\":[\"image\",\"container\"]}           | pull delete create",
                "{\"event\":[\"pull\",\"create\"]}              | pull create",
                "{\"event\":[\"pu\"]}                           | ''",
                "{\"scope\":[\"local\"]}                        | pull delete create",
                "{\"scope\":[\"swarm\"]}                        | ''",
                "{\"label\":[\"stage\"]}                        | pull create",
                "{\"label\":[\"stage=test\"]}                   | pull",
                "{\"label\":[\"stage\",\"stage=test\"]}         | pull",
                "{\"image\":[\"mine/app\"]}                     | pull create",
                "{\"image\":[\"mine/app:1\"]}                   | pull create",
                "{\"image\":[\"mine\"]}                         | ''",
                "{\"image\":[\"ID\"]}                           | delete",
                "{\"container\":[\"web\"]}                      | create",
                "{\"container\":[\"cdcd\"]}                     | create",
                "{\"container\":[\"mine/\"]}                    | pull",
                "{\"volume\":[\"mine/\"]}                       | pull",
                "{\"daemon\":[\"some-host\"]}                   | ''",
                "{\"type\":[\"image\"],\"event\":[\"create\"]}  | ''"
            })
    void filtersChoose(String json, String expected) {
        assertThat(chosen(json).strip()).isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"reference\":[\"x\"]}", "{\"type\":[]}", "{\"label\":{}}"})
    void whatIsUnknownOrEmptyHoldsForAllEvents(String json) {
        assertThat(chosen(json)).isEqualTo("pull delete create");
    }
}
