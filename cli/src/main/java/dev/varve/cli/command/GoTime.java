package dev.varve.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as Go writes them, in the local zone. Loaded only when a format asks for one.
public final class GoTime {
    private GoTime() {}

    /// Go's `Time.String`: `2023-11-14 22:13:20 +0000 UTC`.
    public static String full(long unixSeconds) {
        return format(unixSeconds, "yyyy-MM-dd HH:mm:ss xx zzz");
    }

    /// RFC 3339 to the second.
    public static String rfc3339(long unixSeconds) {
        return format(unixSeconds, "yyyy-MM-dd'T'HH:mm:ssXXX");
    }

    /// RFC 3339 with all nine digits of the nanoseconds.
    public static String nanoseconds(long unixSeconds, long nanos) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnXXX", Locale.ENGLISH)
                .format(Instant.ofEpochSecond(unixSeconds, nanos).atZone(ZoneId.systemDefault()));
    }

    /// Go's `time.ANSIC` of an RFC 3339 time; what is no time stays as it is.
    public static String ansic(String time) {
        try {
            OffsetDateTime parsed = OffsetDateTime.parse(time);
            String day = parsed.getDayOfMonth() < 10 ? " d" : "d";
            return DateTimeFormatter.ofPattern("EEE MMM " + day + " HH:mm:ss yyyy", Locale.ENGLISH)
                    .format(parsed);
        } catch (DateTimeException e) {
            return time;
        }
    }

    private static String format(long unixSeconds, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                .format(Instant.ofEpochSecond(unixSeconds).atZone(ZoneId.systemDefault()));
    }
}
