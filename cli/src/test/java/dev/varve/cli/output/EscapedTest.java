package dev.varve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapedTest {
    @Test
    void controlCharactersAndMarksOfDirectionAreSpeltOut() {
        assertThat(Escaped.line("a\u001b[0m\u007f\u009b\u202e\u2066\r\n\tz"))
                .isEqualTo("a\\x1b[0m\\x7f\\u009b\\u202e\\u2066\\r\\n\\tz");
    }

    @Test
    void textOfSeveralLinesKeepsItsLayout() {
        assertThat(Escaped.lines("a\n\tb\u0007")).isEqualTo("a\n\tb\\x07");
    }

    @Test
    void harmlessTextStaysTheSameObject() {
        String text = "änderung 日本 😀";
        assertThat(Escaped.line(text)).isSameAs(text);
    }
}
