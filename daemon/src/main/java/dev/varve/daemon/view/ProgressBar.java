package dev.varve.daemon.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// The bar that goes along with numbers, for clients that draw none of their own: `[====> ]
/// 12.3MB/45.6MB`.
final class ProgressBar {
    private static final int CELLS = 50;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private ProgressBar() {}

    static String text(long current, long total) {
        if (current <= 0 && total <= 0) {
            return "";
        }
        if (total <= 0) {
            return padded(size(current));
        }
        // Whole percents of a floating-point quotient, as docker has it: 58 of 100 are 57 percent.
        int percent = (int) Math.min(100, (double) current / total * 100);
        int filled = percent / 2;
        String bar = "[" + "=".repeat(filled) + ">" + " ".repeat(CELLS - filled) + "] ";
        return bar + padded(size(current)) + (current > total ? "" : "/" + size(total));
    }

    /// Decimal units and four significant digits, as go-units writes them.
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS);
        String digits = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        return digits + UNITS[unit];
    }

    private static String padded(String text) {
        return " ".repeat(Math.max(0, 8 - text.length())) + text;
    }
}
