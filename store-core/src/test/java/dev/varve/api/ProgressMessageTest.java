package dev.varve.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.api.ProgressMessage.Aux;
import dev.varve.api.ProgressMessage.Detail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Optional;

final class ProgressMessageTest {
    @Test
    void plainStatusHasNoDetail() {
        assertThat(ProgressMessage.status("latest", "Pulling from library/busybox").toLine())
                .isEqualTo("{\"status\":\"Pulling from library/busybox\",\"id\":\"latest\"}\r\n");
    }

    @Test
    void progressWithoutNumbersHasAnEmptyDetail() {
        assertThat(ProgressMessage.progress("aa", "Waiting", new Detail(0, 0), "").toLine())
                .isEqualTo("{\"status\":\"Waiting\",\"progressDetail\":{},\"id\":\"aa\"}\r\n");
    }

    @Test
    void htmlIsEscapedAsGoDoes() {
        assertThat(ProgressMessage.progress("aa", "x", new Detail(1, 2), "[=>  ] &\u2028").toLine())
                .isEqualTo(
                        "{\"status\":\"x\",\"progressDetail\":{\"current\":1,\"total\":2},\"progress\":\"[=\\u003e"
                            + "  ] \\u0026\\u2028\",\"id\":\"aa\"}\r\n");
    }

    @Test
    void errorComesTwice() {
        assertThat(ProgressMessage.error("no").toLine())
                .isEqualTo("{\"errorDetail\":{\"message\":\"no\"},\"error\":\"no\"}\r\n");
    }

    @Test
    void everyMessageSurvivesTheWire() throws IOException {
        ProgressMessage full =
                new ProgressMessage(
                        "s",
                        "t",
                        Optional.of(new Detail(1, 2)),
                        "[>]",
                        "id",
                        "e",
                        7,
                        Optional.of(new Aux("latest", "sha256:aa", 528)));
        assertThat(read(full.toLine())).isEqualTo(full);
        assertThat(read("{\"error\":\"only\"}")).isEqualTo(ProgressMessage.error("only"));
        assertThat(read("{\"aux\":[1],\"progressDetail\":3,\"errorDetail\":null,\"status\":\"s\"}"))
                .isEqualTo(ProgressMessage.status("s"));
    }

    @Test
    void versionsCompareByNumber() {
        assertThat(ApiVersion.parse("1.9").isBefore(ApiVersion.MINIMUM)).isTrue();
        assertThat(ApiVersion.parse("1.41").atLeast(41)).isTrue();
        assertThat(ApiVersion.parse("1.41").atLeast(42)).isFalse();
        assertThat(ApiVersion.parse("2.0").atLeast(51)).isTrue();
        assertThat(ApiVersion.parse("1.41")).hasToString("1.41");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "., 0.0",
        ".1, 0.1",
        "1., 1.0",
        "1..41, 1.0",
        "1.41.7, 1.41",
        "01.041, 1.41",
        "1.99999999999999999999, 1.2147483647"
    })
    void whatIsOddIsReadAsDockerdReadsIt(String text, String version) {
        assertThat(ApiVersion.parse(text)).hasToString(version);
    }

    private static ProgressMessage read(String line) throws IOException {
        return ProgressMessage.read(JsonInput.of(line));
    }
}
