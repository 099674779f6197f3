package dev.varve.cli.output;

/// Lengths of time in words, as docker prints them: `About an hour`, `3 weeks`.
public final class HumanDuration {
    /// The longest that a Go duration can be, to which docker cuts all others.
    private static final long LONGEST = Long.MAX_VALUE / 1_000_000_000;

    private HumanDuration() {}

    /// @param time in whole seconds; less than one reads as docker's "Less than a second"
    public static String of(long time) {
        long seconds = Math.min(time, LONGEST);
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds < 60) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        long hours = (seconds + 1800) / 3600;
        if (hours < 48) {
            return hours == 1 ? "About an hour" : hours + " hours";
        }
        if (hours < 24 * 7 * 2) {
            return hours / 24 + " days";
        }
        if (hours < 24 * 30 * 2) {
            return hours / (24 * 7) + " weeks";
        }
        if (hours < 24 * 365 * 2) {
            return hours / (24 * 30) + " months";
        }
        return seconds / 3600 / 24 / 365 + " years";
    }
}
