package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;

/// Reads the times that `--since` and `--until` take: a duration before now, Unix seconds, or RFC
/// 3339 in full or in part, in the local zone where it names none.
public final class Timestamps {
    private Timestamps() {}

    /// Unix seconds, with nanoseconds where the time has them; "" for "".
    ///
    /// @param now Unix seconds
    public static String of(String text, long now) {
        if (text.isEmpty() || text.matches("-?[0-9]+(\\.[0-9]{1,9})?")) {
            return text;
        }
        Optional<Long> duration = GoDuration.nanos(text);
        if (duration.isPresent()) {
            return new BigDecimal(now)
                    .subtract(BigDecimal.valueOf(duration.get(), 9))
                    .setScale(0, RoundingMode.FLOOR)
                    .toPlainString();
        }
        ZonedDateTime time = parse(text);
        return String.format(Locale.ROOT, "%d.%09d", time.toEpochSecond(), time.getNano());
    }

    private static ZonedDateTime parse(String text) {
        try {
            if (text.indexOf('T') < 0) {
                String day = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
                return LocalDate.parse(day).atStartOfDay(zone(text));
            }
            String time = text.substring(text.indexOf('T'));
            if (time.matches(".*[+-][0-9]{2}:[0-9]{2}")) {
                return OffsetDateTime.parse(text).toZonedDateTime();
            }
            String local = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
            local = local.matches(".*T[0-9]{2}") ? local + ":00" : local;
            return LocalDateTime.parse(local).atZone(zone(text));
        } catch (DateTimeException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "failed to parse value as time or duration: \""
                            + text
                            + "\"; write for example 10m, 2026-01-31T12:00:00 or Unix seconds",
                    e);
        }
    }

    private static ZoneId zone(String text) {
        return text.endsWith("Z") ? ZoneId.of("UTC") : ZoneId.systemDefault();
    }
}
