package dev.varve.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
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
        // The formatter's names of days and months cost 20 ms, the first time.
        return time.endsWith("Z") && time.length() == 20 ? ansicOfUtc(time) : ansicOfAny(time);
    }

    /// Of `2006-01-02T15:04:05Z`.
    private static String ansicOfUtc(String time) {
        int year = number(time, 0, 4);
        int month = number(time, 5, 7);
        int day = number(time, 8, 10);
        boolean isTime =
                time.charAt(4) == '-'
                        && time.charAt(7) == '-'
                        && time.charAt(10) == 'T'
                        && time.charAt(13) == ':'
                        && time.charAt(16) == ':'
                        && within(0, number(time, 11, 13), 23)
                        && within(0, number(time, 14, 16), 59)
                        && within(0, number(time, 17, 19), 59)
                        && within(1, month, 12)
                        && within(1, day, 31)
                        && year >= 1;
        if (!isTime) {
            return time;
        }
        try {
            int weekday = LocalDate.of(year, month, day).getDayOfWeek().getValue();
            return "MonTueWedThuFriSatSun".substring(weekday * 3 - 3, weekday * 3)
                    + " "
                    + "JanFebMarAprMayJunJulAugSepOctNovDec".substring(month * 3 - 3, month * 3)
                    + (day < 10 ? "  " : " ")
                    + day
                    + " "
                    + time.substring(11, 19)
                    + " "
                    + time.substring(0, 4);
        } catch (DateTimeException e) {
            return time;
        }
    }

    /// -1 for what is no number of digits.
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    private static boolean within(int least, int value, int most) {
        return value >= least && value <= most;
    }

    private static String ansicOfAny(String time) {
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
