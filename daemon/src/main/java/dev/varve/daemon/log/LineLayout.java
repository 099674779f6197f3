package dev.varve.daemon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// One line for each event: time, level, who, and the message with everything escaped that is not
/// text.
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

    @Override
    public String doLayout(ILoggingEvent event) {
        String level = event.getLevel().toString();
        String name = event.getLoggerName();
        return TIME.format(
                        Instant.ofEpochMilli(event.getTimeStamp()).atZone(ZoneId.systemDefault()))
                + " "
                + level
                + " ".repeat(Math.max(1, 6 - level.length()))
                + name.substring(name.lastIndexOf('.') + 1)
                + ": "
                + Escaped.text(event.getFormattedMessage())
                + OneLineCause.of(event)
                + System.lineSeparator();
    }
}
