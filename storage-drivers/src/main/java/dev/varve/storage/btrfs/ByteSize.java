package dev.varve.storage.btrfs;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes as dockerd's options have them: read by powers of 1024, shown by powers of
/// 1000.
final class ByteSize {
    private static final Pattern TEXT =
            Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+) ?(?:b|([kmgtp])(?:i?b)?)?");
    private static final String UNITS = "kmgtp";
    private static final String[] SHOWN = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private ByteSize() {}

    /// @return empty for what is no size, or one beyond a signed 64-bit number
    static OptionalLong parse(String text) {
        Matcher parts = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        int power = parts.group(2) == null ? 0 : 1 + UNITS.indexOf(parts.group(2));
        BigDecimal bytes =
                new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.longValue());
    }

    /// Four digits at most: `10.74GB`.
    static String show(long bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 1000 && unit < SHOWN.length - 1) {
            shown /= 1000;
            unit++;
        }
        int whole = Long.toString((long) shown).length();
        String digits = String.format(Locale.ROOT, "%." + Math.max(0, 4 - whole) + "f", shown);
        return (digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits) + SHOWN[unit];
    }
}
