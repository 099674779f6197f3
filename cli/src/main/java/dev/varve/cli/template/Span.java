package dev.varve.cli.template;

import java.math.BigDecimal;

/// A `time.Duration`: printed as Go prints one, `1m30s`, and a number of nanoseconds in JSON.
record Span(long nanos) {
    private static final long SECOND = 1_000_000_000;

    @Override
    public String toString() {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        BigDecimal all = BigDecimal.valueOf(nanos).abs();
        if (all.longValue() < 1000) {
            return sign + all + "ns";
        }
        if (all.longValue() < 1_000_000) {
            return sign + plain(all.movePointLeft(3)) + "µs";
        }
        if (all.longValue() < SECOND) {
            return sign + plain(all.movePointLeft(6)) + "ms";
        }
        long minutes = all.longValue() / (60 * SECOND);
        String seconds =
                plain(all.remainder(BigDecimal.valueOf(60 * SECOND)).movePointLeft(9)) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
