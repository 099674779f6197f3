package dev.varve.cli.template;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// A `time.Time`: printed as Go prints one, kept in JSON as it came.
///
/// @param rfc3339 as it stands in JSON
record Moment(String rfc3339) {
    static final String ZERO = "0001-01-01T00:00:00Z";

    @Override
    public String toString() {
        try {
            OffsetDateTime time = OffsetDateTime.parse(rfc3339);
            DateTimeFormatter seconds =
                    new DateTimeFormatterBuilder()
                            .appendPattern("uuuu-MM-dd HH:mm:ss")
                            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                            .appendPattern(" xx")
                            .toFormatter(Locale.ROOT);
            String text = seconds.format(time);
            boolean utc = time.getOffset().equals(ZoneOffset.UTC);
            return text + " " + (utc ? "UTC" : text.substring(text.lastIndexOf(' ') + 1));
        } catch (DateTimeException e) {
            return rfc3339;
        }
    }
}
