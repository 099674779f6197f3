package dev.varve.daemon.view;

import java.time.Duration;

/// A length of time in docker's words: `2 minutes`, `About an hour`.
final class UpTime {
    private static final int HOURS_A_WEEK = 168;
    private static final int HOURS_A_MONTH = 720;
    private static final int HOURS_A_YEAR = 8760;

    private UpTime() {}

    static String text(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds == 1) {
            return "1 second";
        }
        if (seconds < 60) {
            return seconds + " seconds";
        }
        long minutes = length.toMinutes();
        if (minutes == 1) {
            return "About a minute";
        }
        return minutes < 60 ? minutes + " minutes" : hours(seconds);
    }

    /// Half an hour and more counts as an hour.
    private static String hours(long seconds) {
        long hours = (seconds + 1800) / 3600;
        if (hours == 1) {
            return "About an hour";
        }
        if (hours < 48) {
            return hours + " hours";
        }
        if (hours < 2 * HOURS_A_WEEK) {
            return hours / 24 + " days";
        }
        if (hours < 2 * HOURS_A_MONTH) {
            return hours / HOURS_A_WEEK + " weeks";
        }
        if (hours < 2 * HOURS_A_YEAR) {
            return hours / HOURS_A_MONTH + " months";
        }
        return seconds / 3600 / HOURS_A_YEAR + " years";
    }
}
