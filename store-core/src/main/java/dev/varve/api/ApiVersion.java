package dev.varve.api;

/// A version of the Docker Engine API, `1.41`. Compared by number, so 1.9 is before 1.24.
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /// The oldest version that is answered.
    public static final ApiVersion MINIMUM = new ApiVersion(1, 24);

    /// The newest version that is answered, and the one that a path without a version means.
    public static final ApiVersion MAXIMUM = new ApiVersion(1, 51);

    private static final int MAX_DIGITS = 4;

    /// Parses `major.minor`, or throws [IllegalArgumentException].
    public static ApiVersion parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("not an API version: " + text);
        }
        return new ApiVersion(number(text, 0, dot), number(text, dot + 1, text.length()));
    }

    public boolean atLeast(int minor) {
        return compareTo(new ApiVersion(1, minor)) >= 0;
    }

    public boolean isBefore(ApiVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }

    private static int number(String text, int from, int to) {
        if (from == to || to - from > MAX_DIGITS) {
            throw new IllegalArgumentException("not an API version: " + text);
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("not an API version: " + text);
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
