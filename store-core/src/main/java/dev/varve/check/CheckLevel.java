package dev.varve.check;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How closely the store is looked at.
///
/// @param percent of the blobs and layers whose content is read
public record CheckLevel(Depth depth, double percent) {
    /// Each includes those before it.
    public enum Depth {
        /// What the index names is there and has its size, and what is there is named.
        QUICK,
        /// Documents fit their digests, and everything that is said twice is said alike.
        META,
        /// Every byte of every blob and layer, with all attributes.
        READ_DATA
    }

    public static final CheckLevel QUICK = new CheckLevel(Depth.QUICK, 0);
    public static final CheckLevel META = new CheckLevel(Depth.META, 0);
    public static final CheckLevel READ_DATA = new CheckLevel(Depth.READ_DATA, 100);

    private static final Pattern SHARE =
            Pattern.compile("read-data=([0-9]{1,3}(?:\\.[0-9]{1,6})?)%?");

    /// @param text `quick`, `meta`, `read-data` or `read-data=10%`
    public static CheckLevel parse(String text) {
        Matcher share = SHARE.matcher(text);
        if (share.matches()) {
            double percent = Double.parseDouble(share.group(1));
            if (percent > 0 && percent <= 100) {
                return new CheckLevel(Depth.READ_DATA, percent);
            }
        }
        return switch (text) {
            case "quick" -> QUICK;
            case "meta" -> META;
            case "read-data" -> READ_DATA;
            default ->
                    throw new InvalidArgument(
                            "unknown level of a check: "
                                    + text
                                    + "; there are quick, meta, read-data and read-data=N% with N"
                                    + " more than 0 and at most 100");
        };
    }

    /// Whether every byte is read, and not a share of them.
    public boolean readsAll() {
        return depth == Depth.READ_DATA && percent >= 100;
    }

    boolean includes(Depth other) {
        return depth.compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        String name = depth.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return depth == Depth.READ_DATA && percent < 100
                ? name + "=" + Double.toString(percent).replaceFirst("\\.0$", "") + "%"
                : name;
    }
}
