package dev.varve.api;

/// A version of the Docker Engine API, `1.41`. Compared by number, so 1.9 is before 1.24.
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /// The oldest version that is answered.
    public static final ApiVersion MINIMUM = new ApiVersion(1, 24);

    /// The newest version that is answered, and the one that a path without a version means.
    public static final ApiVersion MAXIMUM = new ApiVersion(1, 51);

    /// Reads digits and dots as dockerd does: a part that is missing is 0, one that is too large is
    /// the largest number, and what follows the second part does not count.
    public static ApiVersion parse(String text) {
        String[] parts = text.split("\\.", -1);
        return new ApiVersion(number(parts[0]), parts.length > 1 ? number(parts[1]) : 0);
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

    private static int number(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = Math.min(Integer.MAX_VALUE, value * 10 + (digits.charAt(i) - '0'));
        }
        return (int) value;
    }
}
