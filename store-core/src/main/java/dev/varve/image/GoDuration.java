package dev.varve.image;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads lengths of time as Go's `time.ParseDuration` does: `1h30m`, `1.5s`, `-10ms`, `0`.
public final class GoDuration {
    private static final int MAX_LENGTH = 100;
    private static final Pattern TERM =
            Pattern.compile("([0-9]*+)(?:\\.([0-9]*+))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    private GoDuration() {}

    public static Optional<Duration> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        String rest = signed ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Optional<BigInteger> nanos = nanos(rest);
        boolean negative = text.charAt(0) == '-';
        return nanos.map(n -> negative ? n.negate() : n)
                .filter(n -> n.bitLength() < Long.SIZE)
                .map(n -> Duration.ofNanos(n.longValueExact()));
    }

    private static Optional<BigInteger> nanos(String text) {
        Matcher term = TERM.matcher(text);
        BigInteger sum = BigInteger.ZERO;
        int at = 0;
        while (at < text.length()) {
            term.region(at, text.length());
            if (!term.lookingAt()) {
                return Optional.empty();
            }
            String whole = term.group(1);
            String fraction = Optional.ofNullable(term.group(2)).orElse("");
            if (whole.isEmpty() && fraction.isEmpty()) {
                return Optional.empty();
            }
            long unit = unit(term.group(3));
            BigInteger units = new BigInteger("0" + whole);
            sum = sum.add(units.multiply(BigInteger.valueOf(unit)));
            sum = sum.add(BigInteger.valueOf(fraction(fraction, unit)));
            at = term.end();
        }
        return at == 0 ? Optional.empty() : Optional.of(sum);
    }

    /// Nanoseconds of the digits behind a point. In floating point, as Go has it, so that a third
    /// of an hour is twenty minutes; digits that a `long` has no room for do not count.
    private static long fraction(String digits, long unit) {
        long value = 0;
        double scale = 1;
        for (int i = 0; i < digits.length() && value <= (Long.MAX_VALUE - 9) / 10; i++) {
            value = value * 10 + (digits.charAt(i) - '0');
            scale *= 10;
        }
        return (long) (value * (unit / scale));
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000;
        };
    }
}
