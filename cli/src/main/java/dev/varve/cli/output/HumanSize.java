package dev.varve.cli.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Sizes in powers of 1000 with a number of significant digits, as docker prints them: `4.26MB`,
/// `1e+03kB`.
public final class HumanSize {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};

    private HumanSize() {}

    /// Three digits, as in lists of images.
    public static String three(long bytes) {
        return of((double) bytes, 3);
    }

    /// Four digits, as in totals and progress.
    public static String four(long bytes) {
        return of((double) bytes, 4);
    }

    /// Four digits in powers of 1024, as for memory: `1.944GiB`.
    public static String binary(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String name = UNITS[unit];
        return general(value, 4)
                + (unit == 0 ? name : Character.toUpperCase(name.charAt(0)) + "iB");
    }

    static String of(double bytes, int digits) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return general(value, digits) + UNITS[unit];
    }

    /// Go's `%.<digits>g`.
    private static String general(double value, int digits) {
        if (value == 0) {
            return "0";
        }
        return value >= 1 && value < 1024 && (digits == 3 || digits == 4)
                ? small(value, digits)
                : any(value, digits);
    }

    /// A number of an ordinary size, exactly as [#any] has it but without [BigDecimal], whose first
    /// use costs a command 10 ms.
    private static String small(double value, int digits) {
        int exponent = value < 10 ? 0 : value < 100 ? 1 : value < 1000 ? 2 : 3;
        int decimals = digits - 1 - exponent;
        if (decimals < 0) {
            return any(value, digits);
        }
        long factor = 1;
        for (int i = 0; i < decimals; i++) {
            factor *= 10;
        }
        // 53 bits times at most 1000 fit a long.
        int shift = 52 - Math.getExponent(value);
        long bits = (Double.doubleToRawLongBits(value) & (1L << 52) - 1) | 1L << 52;
        long scaled = bits * factor;
        long rounded = scaled >> shift;
        long rest = scaled - (rounded << shift);
        long half = 1L << shift - 1;
        if (rest > half || (rest == half && (rounded & 1) == 1)) {
            rounded++;
        }
        while (decimals > 0 && rounded % 10 == 0) {
            rounded /= 10;
            decimals--;
        }
        if (decimals == 0 && rounded >= (digits == 3 ? 1000 : 10_000)) {
            return any(value, digits);
        }
        String text = Long.toString(rounded);
        int point = text.length() - decimals;
        return decimals == 0 ? text : text.substring(0, point) + "." + text.substring(point);
    }

    private static String any(double value, int digits) {
        BigDecimal rounded =
                new BigDecimal(value)
                        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < digits) {
            return rounded.toPlainString();
        }
        String mantissa = rounded.scaleByPowerOfTen(-exponent).toPlainString();
        int magnitude = Math.abs(exponent);
        return mantissa + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + magnitude;
    }
}
