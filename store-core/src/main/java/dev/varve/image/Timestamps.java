package dev.varve.image;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Points in time as docker's filters take them: a length of time before now (`24h`), a date with
/// or without time and zone (`2026-01-02`, `2026-01-02T15:04:05.5+01:00`), or Unix seconds with a
/// fraction. A date without a zone is in the clock's zone.
public final class Timestamps {
    private static final int MAX_LENGTH = 100;
    private static final Pattern DATE =
            Pattern.compile(
                    "([0-9]{4})-([0-9]{2})-([0-9]{2})"
                            + "(?:T([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]++))?)?)?)?"
                            + "(Z|([+-])([0-9]{2}):([0-9]{2}))?");
    private static final Pattern UNIX = Pattern.compile("\\+?([0-9]{1,18})(?:\\.([0-9]++))?");

    private Timestamps() {}

    /// Throws [InvalidArgument] for a text that is none of these.
    public static Instant parse(String text, Clock clock) {
        if (text.length() > MAX_LENGTH) {
            throw invalid(text.substring(0, MAX_LENGTH));
        }
        try {
            return beforeNow(text, clock)
                    .or(() -> date(text, clock))
                    .or(() -> unix(text))
                    .orElseThrow(() -> invalid(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidArgument(invalid(text).getMessage(), e);
        }
    }

    private static Optional<Instant> beforeNow(String text, Clock clock) {
        if (text.equals("0")) {
            return Optional.empty();
        }
        Optional<Duration> duration = GoDuration.parse(text);
        return duration.map(d -> clock.instant().minus(d).truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<Instant> date(String text, Clock clock) {
        Matcher m = DATE.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        LocalDateTime local =
                LocalDateTime.of(
                        number(m, 1),
                        number(m, 2),
                        number(m, 3),
                        number(m, 4),
                        number(m, 5),
                        number(m, 6),
                        nanos(m, 7));
        if (m.group(8) == null) {
            return Optional.of(
                    local.toInstant(clock.getZone().getRules().getOffset(clock.instant())));
        }
        return Optional.of(local.toInstant(ZoneOffset.UTC).minus(offset(m)));
    }

    /// Of a written zone. As in Go, 24 hours and 60 minutes are still right, which is more than
    /// [ZoneOffset] takes.
    private static Duration offset(Matcher m) {
        int hours = number(m, 10);
        int minutes = number(m, 11);
        if (hours > 24 || minutes > 60) {
            throw new DateTimeException("no such time zone");
        }
        Duration offset = Duration.ofHours(hours).plusMinutes(minutes);
        return "-".equals(m.group(9)) ? offset.negated() : offset;
    }

    private static Optional<Instant> unix(String text) {
        Matcher m = UNIX.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(m.group(1)), nanos(m, 2)));
    }

    private static int number(Matcher m, int group) {
        String digits = m.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(Matcher m, int group) {
        String digits = m.group(group);
        return digits == null ? 0 : Integer.parseInt((digits + "000000000").substring(0, 9));
    }

    private static InvalidArgument invalid(String text) {
        return new InvalidArgument(
                "failed to parse value as time or duration: " + GoQuote.quote(text));
    }
}
