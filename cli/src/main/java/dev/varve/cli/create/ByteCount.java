package dev.varve.cli.create;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `512m`, `1.5GiB` or `1024` as a number of bytes, in powers of 1024 whatever the letters.
final class ByteCount {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgtp";

    private ByteCount() {}

    static long of(String text, String flag) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid argument \""
                            + text
                            + "\" for \""
                            + flag
                            + "\" flag: invalid size: '"
                            + text
                            + "'; write a number with b, k, m or g, for example 512m");
        }
        String unit = size.group(2).toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        return new BigDecimal(size.group(1))
                .multiply(BigDecimal.valueOf(1L << (10 * power)))
                .longValue();
    }
}
