package dev.varve.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoQuoteTest {
    @Test
    void escapesWhatDoesNotPrint() {
        assertThat(GoQuote.quote("a\"b\\c é")).isEqualTo("\"a\\\"b\\\\c é\"");
        assertThat(GoQuote.quote("\u0000\u0007\b\f\n\r\t\u000b\u001b\u007f"))
                .isEqualTo("\"\\x00\\a\\b\\f\\n\\r\\t\\v\\x1b\\x7f\"");
        assertThat(GoQuote.quote("\u202e\u00a0\ud800")).isEqualTo("\"\\u202e\\u00a0\\ud800\"");
        assertThat(GoQuote.quote("\udb40\udc01")).isEqualTo("\"\\U000e0001\"");
        assertThat(GoQuote.escape("a\nb")).isEqualTo("a\\nb");
    }
}
