package dev.varve.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogTest {
    @Test
    void whatIsNoTextIsEscaped() {
        assertThat(new SafeMessage().convert(event("a\n\u001b[31m\u202e\u2028é😀\t", null)))
                .isEqualTo("a\\n\\u001b[31m\\u202e\\u2028é😀\\t");
    }

    @Test
    void anExceptionStaysOnTheLine() {
        Exception thrown =
                new IllegalStateException("outer\r\n", new IllegalArgumentException("inner"));
        String line = new OneLineCause().convert(event("m", thrown));
        assertThat(line)
                .startsWith(" | java.lang.IllegalStateException: outer\\r\\n at ")
                .contains(" | java.lang.IllegalArgumentException: inner at ")
                .doesNotContain("\n");
        assertThat(new OneLineCause().convert(event("m", null))).isEmpty();
    }

    private static LoggingEvent event(String message, @Nullable Throwable thrown) {
        Logger logger = new LoggerContext().getLogger("test");
        return new LoggingEvent("test", logger, Level.INFO, message, thrown, null);
    }
}
