package dev.varve.cli.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as Go writes them, in the local zone. Loaded only when a format asks for one.
final class GoTime {
    private GoTime() {}

    /// Go's `Time.String`: `2023-11-14 22:13:20 +0000 UTC`.
    static String full(long unixSeconds) {
        return format(unixSeconds, "yyyy-MM-dd HH:mm:ss xx zzz");
    }

    /// RFC 3339 to the second.
    static String rfc3339(long unixSeconds) {
        return format(unixSeconds, "yyyy-MM-dd'T'HH:mm:ssXXX");
    }

    private static String format(long unixSeconds, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                .format(Instant.ofEpochSecond(unixSeconds).atZone(ZoneId.systemDefault()));
    }
}
