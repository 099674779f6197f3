package dev.varve.daemon.view;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/// Writes times as Go's `time.RFC3339Nano`: a fraction without trailing zeros, or none.
final class GoTime {
    private static final String ZERO = "0001-01-01T00:00:00Z";
    private static final DateTimeFormatter RFC3339_NANO =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendOffset("+HH:MM", "Z")
                    .toFormatter(Locale.ROOT);

    private GoTime() {}

    static String text(Instant time) {
        return text(time.atOffset(ZoneOffset.UTC));
    }

    /// In its own offset.
    static String text(OffsetDateTime time) {
        return RFC3339_NANO.format(time);
    }

    /// Go's zero time for none.
    static String textOrZero(Optional<Instant> time) {
        return time.map(GoTime::text).orElse(ZERO);
    }
}
