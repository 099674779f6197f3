package dev.varve.image;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads lengths of time as Go's `time.ParseDuration` does: `1h30m`, `1.5s`, `-10ms`, `0`.
final class GoDuration {
    private static final int MAX_LENGTH = 100;
    private static final Pattern TERM =
            Pattern.compile("([0-9]*+)(?:\\.([0-9]*+))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    private GoDuration() {}

    static Optional<Duration> parse(String text) {
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
            BigDecimal number = new BigDecimal("0" + whole + "." + fraction + "0");
            BigDecimal value = number.multiply(BigDecimal.valueOf(unit(term.group(3))));
            sum = sum.add(value.setScale(0, RoundingMode.DOWN).toBigInteger());
            at = term.end();
        }
        return at == 0 ? Optional.empty() : Optional.of(sum);
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
