package dev.varve.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.random.Cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class GoTimeTest {
    @Test
    void aTimeOfUtcIsWrittenAsOneOfAnyOtherZoneIs() {
        Cases.forAll(
                5_000,
                dice -> {
                    long seconds = (dice.anyLong() >>> 1) % 250_000_000_000L;
                    String time = Instant.ofEpochSecond(seconds).toString();
                    // The formatter takes what does not end in Z.
                    assertThat(GoTime.ansic(time))
                            .isEqualTo(GoTime.ansic(time.replace("Z", "+00:00")));
                });
        assertThat(GoTime.ansic("2006-01-02T15:04:05Z")).isEqualTo("Mon Jan  2 15:04:05 2006");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2006-01-02T15:04:05",
                "2006-02-30T15:04:05Z",
                "2006-13-02T15:04:05Z",
                "2006-01-02T24:04:05Z",
                "2006-01-02 15:04:05Z",
                "2006-01-02T15:04:0xZ",
                "2006-00-02T15:04:05Z",
                "2006-01-02T15:60:05Z"
            })
    void whatIsNoTimeStaysAsItIs(String text) {
        assertThat(GoTime.ansic(text)).isEqualTo(text);
    }
}
