package dev.varve.oci;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads times as Go's `time.RFC3339Nano` does: seconds are needed, a fraction may have any number
/// of digits (those after the ninth are dropped), the offset is `Z` or hours and minutes.
final class Rfc3339 {
    private static final Pattern TIME =
            Pattern.compile(
                    "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
                            + "(?:\\.([0-9]++))?(Z|[+-][0-9]{2}:[0-9]{2})");

    private Rfc3339() {}

    static Optional<Instant> parse(String text) {
        return parseWithOffset(text).map(OffsetDateTime::toInstant);
    }

    static Optional<OffsetDateTime> parseWithOffset(String text) {
        Matcher m = text.length() > 100 ? TIME.matcher("") : TIME.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            number(m, 1),
                            number(m, 2),
                            number(m, 3),
                            number(m, 4),
                            number(m, 5),
                            number(m, 6),
                            nanos(m.group(7)));
            return Optional.of(local.atOffset(ZoneOffset.of(m.group(8))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        return Integer.parseInt((fraction + "000000000").substring(0, 9));
    }
}
