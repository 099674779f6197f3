package dev.varve.differential;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Makes alike what has to be different on two machines: addresses, paths, the time of day, and the
/// IDs of what was made there. Those are numbered in the order in which they come up, so that the
/// same ID is the same number wherever it stands. Digests of [Images] become names, which makes a
/// transcript readable.
///
/// What has another width afterwards would move the columns of a table, and columns that stand
/// apart are three blanks apart in all of them; so any three blanks or more become three.
final class Alike {
    private static final Duration RECENT = Duration.ofHours(2);
    private static final Pattern HEX =
            Pattern.compile("(?<![0-9a-fA-F])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-fA-F])");
    private static final Pattern LAYER_DIRECTORY =
            Pattern.compile("<root>/(overlay2|vfs/dir)/[^/\":]+");
    private static final Pattern CONTAINER_FILES = Pattern.compile("<root>/containers/[^/\":]+");
    private static final Pattern MADE_UP_NAME = Pattern.compile("name=[a-z]+_[a-z]+\\d?(?=[,}])");
    private static final Pattern RFC3339 =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?"
                            + "(?:Z|[+-]\\d\\d:\\d\\d| [+]0000 UTC)");
    private static final Pattern UNIX =
            Pattern.compile("(?<![0-9a-zA-Z<])\\d{10}(?:\\d{9})?(?!\\d)");
    private static final Pattern AGO =
            Pattern.compile("(?:Less than a second|\\d+ seconds?|About a minute) ago");
    private static final Pattern COLUMNS = Pattern.compile(" {3,}");

    private final Map<String, String> places;
    private final Map<String, Integer> numbers = new HashMap<>();

    /// @param places what to put in the place of which text
    Alike(Map<String, String> places) {
        this.places = places;
    }

    String of(String text) {
        return hex(timeless(text), this::numbered);
    }

    /// Lines without an order of their own, in one that does not depend on what has to be
    /// different.
    String ofUnordered(List<String> lines) {
        Function<String, String> masked = line -> hex(timeless(line), this::knownNumber);
        return lines.stream()
                .sorted(Comparator.comparing(masked))
                .map(this::of)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    private String timeless(String text) {
        String result = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            result = result.replace(place.getKey(), place.getValue());
        }
        result = LAYER_DIRECTORY.matcher(result).replaceAll("<root>/$1/<key>");
        result = CONTAINER_FILES.matcher(result).replaceAll("<root>/containers/<key>");
        result = MADE_UP_NAME.matcher(result).replaceAll("name=<made up>");
        result = RFC3339.matcher(result).replaceAll(match -> now(match, Alike::rfc3339));
        result = UNIX.matcher(result).replaceAll(match -> now(match, Alike::unix));
        result = AGO.matcher(result).replaceAll("<just now>");
        return COLUMNS.matcher(result).replaceAll("   ");
    }

    private static String now(MatchResult match, Function<String, Instant> parser) {
        Duration age = Duration.between(parser.apply(match.group()), Instant.now());
        return age.abs().compareTo(RECENT) < 0 ? "<now>" : match.group();
    }

    private static Instant rfc3339(String text) {
        String iso = text.replace(" +0000 UTC", "Z").replace(' ', 'T');
        return java.time.OffsetDateTime.parse(iso).toInstant();
    }

    private static Instant unix(String digits) {
        return Instant.ofEpochSecond(Long.parseLong(digits.substring(0, 10)));
    }

    private static String hex(String text, Function<String, String> name) {
        return HEX.matcher(text)
                .replaceAll(match -> {
                    String hex = match.group();
                    String found = Images.nameOfDigest(hex).orElseGet(() -> name.apply(hex));
                    return "<" + found + (hex.length() == 64 ? "" : "…") + ">";
                });
    }

    private String numbered(String hex) {
        return "#" + numbers.computeIfAbsent(hex.substring(0, 12), _ -> numbers.size() + 1);
    }

    private String knownNumber(String hex) {
        Integer number = numbers.get(hex.substring(0, 12));
        return number == null ? "#" : "#" + number;
    }
}
