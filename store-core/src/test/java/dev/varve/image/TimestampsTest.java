package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.InvalidArgument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

class TimestampsTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-06-01T12:00:00.75Z"), ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "10m, 2024-06-01T11:50:00Z",
        "1h30m, 2024-06-01T10:30:00Z",
        "1.5h, 2024-06-01T10:30:00Z",
        "-1h, 2024-06-01T13:00:00Z",
        "+1h, 2024-06-01T11:00:00Z",
        "0s, 2024-06-01T12:00:00Z",
        "800ms, 2024-06-01T11:59:59Z",
        "1h1us, 2024-06-01T11:00:00Z",
        ".5h, 2024-06-01T11:30:00Z",
        "1.h, 2024-06-01T11:00:00Z",
        "0, 1970-01-01T00:00:00Z",
        "2006-01-02, 2006-01-01T22:00:00Z",
        "2006-01-02Z, 2006-01-02T00:00:00Z",
        "2006-01-02+01:00, 2006-01-01T23:00:00Z",
        "2006-01-02-01:00, 2006-01-02T01:00:00Z",
        "2006-01-02T15, 2006-01-02T13:00:00Z",
        "2006-01-02T15Z, 2006-01-02T15:00:00Z",
        "2006-01-02T15:04, 2006-01-02T13:04:00Z",
        "2006-01-02T15:04-07:00, 2006-01-02T22:04:00Z",
        "2006-01-02T15:04:05, 2006-01-02T13:04:05Z",
        "2006-01-02T15:04:05Z, 2006-01-02T15:04:05Z",
        "2006-01-02T15:04:05.999999999Z, 2006-01-02T15:04:05.999999999Z",
        "2006-01-02T15:04:05.5, 2006-01-02T13:04:05.500Z",
        "1136073600, 2006-01-01T00:00:00Z",
        "1136073600.000000001, 2006-01-01T00:00:00.000000001Z",
        "1136073600.5, 2006-01-01T00:00:00.500Z",
    })
    void readsEveryForm(String text, String instant) {
        assertThat(Timestamps.parse(text, CLOCK)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xx",
                "1x",
                "1h x",
                "m",
                ".",
                ".s",
                "h1",
                "1h30",
                "-5",
                "2006-13-02",
                "2006-02-30",
                "2006-01-02T24",
                "2006-01-02T15:04:05z",
                "2006-01-02T",
                "2006-01-02+25:00",
                "1136073600.",
                "99999999999999999999",
                "999999999999999999",
                "1e3",
                "٣h",
                "2006-1-2",
                "300000000h"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text, CLOCK))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("failed to parse value as time or duration: \"" + text + "\"");
    }

    @Test
    void longTextsAreCutInTheMessage() {
        assertThatThrownBy(() -> Timestamps.parse("1h".repeat(1_000_000), CLOCK))
                .isInstanceOf(InvalidArgument.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}
