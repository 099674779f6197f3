package dev.varve.registry;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a registry says about how much may still be asked of it, in the headers
/// `ratelimit-remaining` and `ratelimit-limit` (`100;w=21600`), as Docker Hub does.
///
/// @param remaining how many pulls are left
/// @param limit how many there are in all, 0 when it does not say
/// @param windowSeconds in which time, 0 when it does not say
public record RateLimit(long remaining, long limit, long windowSeconds) {
    private static final Pattern VALUE =
            Pattern.compile("\\s*([0-9]{1,9})\\s*(?:;\\s*w\\s*=\\s*([0-9]{1,9})\\s*)?");

    /// Headers that make no sense say nothing.
    static Optional<RateLimit> of(HttpHeaders headers) {
        Matcher remaining = matcher(headers, "ratelimit-remaining");
        if (!remaining.matches()) {
            return Optional.empty();
        }
        Matcher limit = matcher(headers, "ratelimit-limit");
        return Optional.of(
                new RateLimit(
                        Long.parseLong(remaining.group(1)),
                        limit.matches() ? Long.parseLong(limit.group(1)) : 0,
                        remaining.group(2) == null ? 0 : Long.parseLong(remaining.group(2))));
    }

    private static Matcher matcher(HttpHeaders headers, String name) {
        return VALUE.matcher(headers.firstValue(name).orElse(""));
    }

    /// `76 of 100 pulls left, counted over 6 h`.
    @Override
    public String toString() {
        return remaining
                + (limit > 0 ? " of " + limit : "")
                + " pulls left"
                + (windowSeconds > 0 ? ", counted over " + window() : "");
    }

    private String window() {
        return windowSeconds % 3600 == 0 ? windowSeconds / 3600 + " h" : windowSeconds + " s";
    }
}
