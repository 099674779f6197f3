package dev.varve.image.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

class DockerfileChangesTest {
    /// What `docker import --change` of docker 28.5.2 made of each, or said against it.
    record Observed(List<String> changes, JsonNode outcome) {
        @Override
        public String toString() {
            return changes.toString();
        }
    }

    static Stream<Observed> observed() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        DockerfileChangesTest.class.getResourceAsStream("docker-28.5.2.json"))) {
            List<Observed> rows = new ArrayList<>();
            for (JsonNode row : Json.mapper().readTree(in)) {
                List<String> changes = new ArrayList<>();
                row.get("changes").forEach(change -> changes.add(change.asText()));
                rows.add(new Observed(changes, row));
            }
            return rows.stream();
        }
    }

    private static ObjectNode json(String text) throws IOException {
        return (ObjectNode) Json.mapper().readTree(text);
    }

    private static ObjectNode apply(ObjectNode config, String... changes) {
        return DockerfileChanges.parse(List.of(changes)).applyTo(config);
    }

    /// Docker shows null, "" and an empty list alike.
    private static ObjectNode withoutEmpty(ObjectNode config) {
        config.properties()
                .removeIf(e ->
                        e.getValue().isNull()
                                || e.getValue().asText().isEmpty() && e.getValue().isEmpty());
        return config;
    }

    @ParameterizedTest
    @MethodSource("observed")
    void changesMeanWhatTheyMeanToDocker(Observed row) throws IOException {
        JsonNode config = row.outcome().get("config");
        String[] changes = row.changes().toArray(String[]::new);
        if (config == null) {
            assertThatThrownBy(() -> apply(json("{}"), changes))
                    .isInstanceOf(InvalidArgument.class)
                    .hasMessage(row.outcome().get("message").asText());
        } else {
            assertThat(withoutEmpty(apply(json("{}"), changes))).isEqualTo(config);
        }
    }

    @Test
    void theConfigThatIsChangedStaysAsItIs() throws IOException {
        ObjectNode config = json("{\"Env\":[\"PATH=/bin\",\"A=1\"],\"Labels\":{\"a\":\"b\"}}");
        String before = config.toString();

        ObjectNode changed = apply(config, "ENV PATH=$PATH:/opt A=2", "LABEL c=$A");

        assertThat(config).hasToString(before);
        assertThat(changed)
                .isEqualTo(
                        json(
                                "{\"Env\":[\"PATH=/bin:/opt\",\"A=2\"],\"Labels\":{\"a\":\"b\",\"c\":\"2\"}}"));
    }

    @Test
    void anEntryPointClearsTheCommandOfTheBaseButNotOneOfTheChanges() throws IOException {
        ObjectNode config = json("{\"Cmd\":[\"sh\"]}");
        assertThat(apply(config, "ENTRYPOINT [\"a\"]").get("Cmd").isNull()).isTrue();
        assertThat(apply(config, "CMD [\"b\"]", "ENTRYPOINT [\"a\"]").get("Cmd"))
                .hasToString("[\"b\"]");
    }

    @Test
    void aConfigWithAShellOfItsOwnHasItUsed() throws IOException {
        ObjectNode config = json("{\"Shell\":[\"/bin/bash\",\"-ec\"]}");
        assertThat(apply(config, "CMD run it").get("Cmd"))
                .hasToString("[\"/bin/bash\",\"-ec\",\"run it\"]");
    }

    @Test
    void noChangesChangeNothing() throws IOException {
        assertThat(apply(json("{\"User\":\"x\"}"))).isEqualTo(json("{\"User\":\"x\"}"));
    }
}
