package dev.varve.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.InvalidArgument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

class ContainerFiltersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo     | x | invalid filter 'foo'",
                "label!  | x | invalid filter 'label!'",
                "status  | x | invalid filter 'status=x': invalid value for state (x): must be one"
                        + " of",
                "health  | x | invalid filter 'health=x': invalid value for health (x): must be"
                        + " one",
                "exited  | x | invalid filter 'exited=x': strconv.Atoi: parsing \"x\": invalid"
                        + " syntax",
                "is-task | x | invalid filter 'is-task=[x]'",
                "expose  | x | error while looking up for expose x"
            })
    void whatDockerRefusesIsRefusedInItsWords(String key, String value, String message) {
        assertThatThrownBy(() -> ContainerFilters.forList(Map.of(key, List.of(value))))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message);
    }

    @Test
    void filtersForProcessesVolumesAndNetworksLetNothingThrough() {
        for (String key : List.of("volume", "network")) {
            assertThat(ContainerFilters.forList(Map.of(key, List.of("x"))).impossible()).isTrue();
        }
        assertThat(ContainerFilters.forList(Map.of("exited", List.of("0"))).impossible()).isTrue();
        assertThat(ContainerFilters.forList(Map.of("is-task", List.of("true"))).impossible())
                .isTrue();
        assertThat(ContainerFilters.forList(Map.of("is-task", List.of("false"))).impossible())
                .isFalse();
        assertThat(ContainerFilters.forList(Map.of("health", List.of("none"))).impossible())
                .isFalse();
        assertThat(ContainerFilters.forList(Map.of("isolation", List.of("any"))).impossible())
                .isFalse();
    }

    @Test
    void patternsAreLookedForAnywhereAndABadOneIsItsOwnText() {
        assertThat(TextPattern.of("^we").fits("web")).isTrue();
        assertThat(TextPattern.of("b").fits("web")).isTrue();
        assertThat(TextPattern.of("(a").fits("web(a")).isFalse();
        assertThat(TextPattern.of("(a").fits("(a")).isTrue();
    }

    @Test
    void aPatternThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> TextPattern.of("(x{1000}){1000}"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("takes too long to match");
        assertThatThrownBy(() -> TextPattern.of("x".repeat(257)))
                .isInstanceOf(InvalidArgument.class);
    }

    @Test
    void portsFitByNumberAndProtocol() {
        PortFilter range = PortFilter.of("publish", "80-90/tcp");
        assertThat(range.fitsAny(Set.of("85/tcp"))).isTrue();
        assertThat(range.fitsAny(Set.of("85/udp", "91/tcp"))).isFalse();
        assertThat(PortFilter.of("publish", "53/udp").fitsAny(Set.of("53/udp"))).isTrue();
        assertThat(PortFilter.of("publish", "80").fitsAny(Set.of("80/tcp"))).isTrue();
    }
}
