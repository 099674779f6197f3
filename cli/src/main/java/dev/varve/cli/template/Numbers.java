package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Locale;

/// The numbers that stand in a template, as Go's own syntax has them.
final class Numbers {
    private static final BigInteger MINIMUM = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAXIMUM = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /// Where the number ends that starts here; negative, where the text up to which is wrong ends,
    /// when there is none.
    static int end(String source, int start) {
        int at = start;
        if (at < source.length() && "+-".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        String digits = "0123456789_";
        boolean plain = true;
        if (source.startsWith("0", at) && at + 1 < source.length()) {
            char base = Character.toLowerCase(source.charAt(at + 1));
            plain = base != 'x' && base != 'o' && base != 'b';
            digits = base == 'x' ? "0123456789abcdefABCDEF_" : digits;
            at += plain ? 0 : 2;
        }
        at = pass(source, at, digits);
        if (source.startsWith(".", at)) {
            at = pass(source, at + 1, digits);
        }
        if (plain && at < source.length() && "eE".indexOf(source.charAt(at)) >= 0) {
            at++;
            if (at < source.length() && "+-".indexOf(source.charAt(at)) >= 0) {
                at++;
            }
            at = pass(source, at, "0123456789_");
        }
        if (at < source.length()
                && (source.charAt(at) == '_' || Character.isLetterOrDigit(source.charAt(at)))) {
            return -(at + 1);
        }
        return at;
    }

    private static int pass(String source, int from, String allowed) {
        int at = from;
        while (at < source.length() && allowed.indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /// A Long where the number is whole, else a Double.
    ///
    /// @throws IllegalArgumentException with Go's text, for what is no number
    static Object value(String text) {
        BigInteger whole = whole(text.replace("_", ""));
        if (whole != null) {
            if (whole.compareTo(MINIMUM) < 0 || whole.compareTo(MAXIMUM) > 0) {
                throw new IllegalArgumentException("integer overflow: " + GoPrinter.quoted(text));
            }
            return whole.longValue();
        }
        try {
            double value = Double.parseDouble(text.replace("_", ""));
            boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e18;
            return isWhole && text.indexOf('.') < 0 ? (Object) (long) value : (Object) value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "illegal number syntax: " + GoPrinter.quoted(text), e);
        }
    }

    private static @Nullable BigInteger whole(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        int radix = 10;
        String lower = digits.toLowerCase(Locale.ROOT);
        if (lower.startsWith("0x")) {
            radix = 16;
        } else if (lower.startsWith("0b")) {
            radix = 2;
        } else if (lower.startsWith("0o")) {
            radix = 8;
        }
        if (radix != 10) {
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0") && digits.matches("[0-7]+")) {
            radix = 8;
        }
        try {
            BigInteger value = new BigInteger(digits, radix);
            return negative ? value.negate() : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
