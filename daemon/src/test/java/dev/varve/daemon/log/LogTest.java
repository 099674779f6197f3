package dev.varve.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;

final class LogTest {
    @Test
    void whatIsNoTextIsEscaped() {
        assertThat(new LineLayout().doLayout(event("a\n\u001b[31m\u202e\u2028é😀\t", null)))
                .endsWith(": a\\n\\u001b[31m\\u202e\\u2028é😀\\t\n");
    }

    @Test
    void anExceptionStaysOnTheLine() {
        Exception thrown =
                new IllegalStateException("outer\r\n", new IllegalArgumentException("inner"));
        String line = OneLineCause.of(event("m", thrown));
        assertThat(line)
                .startsWith(" | java.lang.IllegalStateException: outer\\r\\n at ")
                .contains(" | java.lang.IllegalArgumentException: inner at ")
                .doesNotContain("\n");
        assertThat(OneLineCause.of(event("m", null))).isEmpty();
    }

    @Test
    void aLineSaysWhenAndHowBadAndWho() {
        LoggingEvent event = event("said", null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        String zone = event.getInstant().atZone(ZoneId.systemDefault()).getOffset().getId();
        assertThat(new LineLayout().doLayout(event))
                .matches("2026-01-0[123]T[0-9:]{8}\\.006\\Q" + zone + "\\E INFO  test: said\n");
    }

    private static LoggingEvent event(String message, @Nullable Throwable thrown) {
        Logger logger = new LoggerContext().getLogger("test");
        return new LoggingEvent("test", logger, Level.INFO, message, thrown, null);
    }
}
