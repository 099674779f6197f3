package dev.varve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, Less than a second",
        "1, 1 second",
        "59, 59 seconds",
        "60, About a minute",
        "119, About a minute",
        "120, 2 minutes",
        "3599, 59 minutes",
        "3600, About an hour",
        "5399, About an hour",
        "5400, 2 hours",
        "170999, 47 hours",
        "171000, 2 days",
        "1207799, 13 days",
        "1207800, 2 weeks",
        "5182199, 8 weeks",
        "5182200, 2 months",
        "63070199, 24 months",
        "63072000, 2 years",
        "1764547200, 55 years",
    })
    void printsTheWordsThatDockerPrints(long seconds, String words) {
        assertThat(HumanDuration.of(seconds)).isEqualTo(words);
    }
}
