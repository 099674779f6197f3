package dev.varve.cli.command;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads durations as Go's `time.ParseDuration` does: `1h30m`, `1.5s`, `-10ms`, `0`.
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]*\\.?[0-9]*)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal MAXIMUM = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /// Nanoseconds, or nothing for what is no duration.
    public static Optional<Long> nanos(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(0L);
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!part.region(at, rest.length()).lookingAt()
                    || !part.group(1).matches(".*[0-9].*")) {
                return Optional.empty();
            }
            String number = part.group(1);
            number = number.endsWith(".") ? number + "0" : number;
            sum = sum.add(new BigDecimal(number).multiply(unit(part.group(2))));
            at = part.end();
        }
        if (at == 0 || sum.compareTo(MAXIMUM) > 0) {
            return Optional.empty();
        }
        return Optional.of(negative ? -sum.longValue() : sum.longValue());
    }

    private static BigDecimal unit(String name) {
        long nanos =
                switch (name) {
                    case "ns" -> 1;
                    case "us", "µs", "μs" -> 1_000;
                    case "ms" -> 1_000_000;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    default -> 3_600_000_000_000L;
                };
        return BigDecimal.valueOf(nanos);
    }
}
