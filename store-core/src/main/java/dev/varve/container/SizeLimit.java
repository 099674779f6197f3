package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `--storage-opt size=10G` of a container: how much its writable layer may hold.
final class SizeLimit {
    private static final String KEY = "size";
    private static final String UNITS = "kmgtp";

    /// As docker's `RAMInBytes`: powers of 1024 whatever the letters.
    private static final Pattern SIZE =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);

    private SizeLimit() {}

    /// @param driver in use
    /// @param limits whether it can limit a size here
    /// @return empty for no limit; 0 is none, too
    /// @throws InvalidArgument for an option that is not known, a size that cannot be read, and a
    ///   limit where the driver sets none
    static OptionalLong of(Map<String, String> storageOptions, String driver, boolean limits) {
        for (String name : storageOptions.keySet()) {
            if (!name.toLowerCase(Locale.ROOT).equals(KEY)) {
                throw new InvalidArgument(
                        "Unknown option "
                                + GoQuote.quote(name)
                                + ": the only --storage-opt of a container is size");
            }
        }
        if (storageOptions.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!limits) {
            throw new InvalidArgument(refusal(driver));
        }
        long bytes = bytes(storageOptions.values().iterator().next());
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /// dockerd's words, and what they mean here.
    private static String refusal(String driver) {
        return "--storage-opt is supported only for overlay over xfs with 'pquota' mount option,"
                + " and by btrfs and zfs: the storage driver "
                + driver
                + " cannot limit the size of a container here";
    }

    private static long bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw invalid(text);
        }
        String unit = size.group(2).toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        BigDecimal bytes =
                new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw invalid(text);
        }
        return bytes.longValue();
    }

    private static InvalidArgument invalid(String text) {
        return new InvalidArgument(
                "invalid size: '"
                        + text
                        + "'; write a number with b, k, m, g or t, as in size=10G");
    }
}
