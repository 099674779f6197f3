package dev.varve.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

final class ViewTest {
    @ParameterizedTest
    @CsvSource({
        "0,0B",
        "1,1B",
        "999,999B",
        "1000,1kB",
        "4261502,4.262MB",
        "12345678,12.35MB",
        "999950,1000kB",
        "1000000000,1GB",
        "9223372036854775807,9.223EB"
    })
    void sizesHaveFourDigits(long bytes, String text) {
        assertThat(ProgressBar.size(bytes)).isEqualTo(text);
    }

    @Test
    void barsAreDockers() {
        assertThat(ProgressBar.text(0, 0)).isEmpty();
        assertThat(ProgressBar.text(10, 0)).isEqualTo("     10B");
        assertThat(ProgressBar.text(50, 100))
                .isEqualTo("[" + "=".repeat(25) + ">" + " ".repeat(25) + "]      50B/100B");
        assertThat(ProgressBar.text(100, 100)).isEqualTo("[" + "=".repeat(50) + ">]     100B/100B");
        assertThat(ProgressBar.text(58, 100)).startsWith("[" + "=".repeat(28) + ">");
        assertThat(ProgressBar.text(200, 100)).isEqualTo("[" + "=".repeat(50) + ">]     200B");
    }

    @ParameterizedTest
    @CsvSource({
        "2023-11-14T22:13:20Z,2023-11-14T22:13:20Z",
        "2023-11-14T22:13:20.500Z,2023-11-14T22:13:20.5Z",
        "2023-11-14T22:13:20.123456789Z,2023-11-14T22:13:20.123456789Z",
        "2023-11-14T22:13:20.000000010Z,2023-11-14T22:13:20.00000001Z"
    })
    void timesAreGos(String time, String text) {
        assertThat(GoTime.text(Instant.parse(time))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-06T07:08:09.100+02:00,2024-05-06T07:08:09.1+02:00",
        "2024-05-06T07:08:09-08:30,2024-05-06T07:08:09-08:30",
        "2024-05-06T07:08:09+00:00,2024-05-06T07:08:09Z"
    })
    void timesKeepTheirOffset(String time, String text) {
        assertThat(GoTime.text(OffsetDateTime.parse(time))).isEqualTo(text);
    }

    @Test
    void noTimeIsGosZero() {
        assertThat(GoTime.textOrZero(Optional.empty())).isEqualTo("0001-01-01T00:00:00Z");
    }
}
