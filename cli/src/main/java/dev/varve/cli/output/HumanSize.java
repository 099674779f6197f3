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
