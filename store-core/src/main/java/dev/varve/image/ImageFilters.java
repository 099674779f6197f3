package dev.varve.image;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Filters of an image list or a prune, checked and typed. All of them must hold for an image.
///
/// @param dangling when given
/// @param labels all must match
/// @param excludedLabels prune only: images that match all of these are spared
/// @param before names or IDs of images; those created before all of them remain
/// @param since names or IDs of images; those created after all of them remain
/// @param until images created before this remain
/// @param references patterns of which a name must match one; empty for any name or none
public record ImageFilters(
        Optional<Boolean> dangling,
        List<LabelFilter> labels,
        List<LabelFilter> excludedLabels,
        List<String> before,
        List<String> since,
        Optional<Instant> until,
        List<GoPathMatch> references) {
    public static final ImageFilters NONE =
            new ImageFilters(
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of());

    private static final Set<String> LIST_KEYS =
            Set.of("dangling", "label", "before", "since", "until", "reference");
    private static final Set<String> PRUNE_KEYS = Set.of("dangling", "label", "label!", "until");

    /// Filters for a list. Throws [InvalidArgument], with docker's text, for a key or a value that
    /// is not known.
    public static ImageFilters forList(Map<String, List<String>> filters, Clock clock) {
        requireKeys(filters, LIST_KEYS);
        return parse(filters, clock);
    }

    /// Filters for a prune. Since that destroys, a filter without a value is refused as well.
    public static ImageFilters forPrune(Map<String, List<String>> filters, Clock clock) {
        requireKeys(filters, PRUNE_KEYS);
        filters.forEach((key, values) -> {
            if (values.isEmpty() || values.contains("")) {
                throw invalid(key);
            }
        });
        if (values(filters, "until").size() > 1) {
            throw new InvalidArgument("more than one until filter specified");
        }
        return parse(filters, clock);
    }

    private static ImageFilters parse(Map<String, List<String>> filters, Clock clock) {
        return new ImageFilters(
                dangling(filters),
                labels(filters, "label"),
                labels(filters, "label!"),
                values(filters, "before"),
                values(filters, "since"),
                values(filters, "until").stream()
                        .map(text -> until(text, clock))
                        .min(Comparator.naturalOrder()),
                references(filters));
    }

    /// A `reference` filter without a pattern matches no name.
    private static List<GoPathMatch> references(Map<String, List<String>> filters) {
        List<String> patterns = values(filters, "reference");
        return filters.containsKey("reference") && patterns.isEmpty()
                ? List.of(GoPathMatch.compile(""))
                : patterns.stream().map(GoPathMatch::compile).toList();
    }

    private static Optional<Boolean> dangling(Map<String, List<String>> filters) {
        List<String> values = values(filters, "dangling");
        if (values.isEmpty()) {
            if (filters.containsKey("dangling")) {
                throw invalid("dangling");
            }
            return Optional.empty();
        }
        boolean yes = values.contains("true") || values.contains("1");
        boolean no = values.contains("false") || values.contains("0");
        if (yes == no) {
            throw invalid("dangling=[" + String.join(" ", values.stream().sorted().toList()) + "]");
        }
        return Optional.of(yes);
    }

    private static Instant until(String text, Clock clock) {
        try {
            return Timestamps.parse(text, clock);
        } catch (InvalidArgument e) {
            throw new InvalidArgument("invalid value for 'until' filter: " + e.getMessage(), e);
        }
    }

    private static List<LabelFilter> labels(Map<String, List<String>> filters, String key) {
        return values(filters, key).stream().map(LabelFilter::parse).toList();
    }

    private static List<String> values(Map<String, List<String>> filters, String key) {
        return List.copyOf(filters.getOrDefault(key, List.of()));
    }

    private static void requireKeys(Map<String, List<String>> filters, Set<String> known) {
        filters.keySet().stream()
                .filter(key -> !known.contains(key))
                .min(Comparator.naturalOrder())
                .ifPresent(key -> {
                    throw invalid(key);
                });
    }

    private static InvalidArgument invalid(String what) {
        return new InvalidArgument(
                what.isEmpty()
                        ? "invalid filter"
                        : "invalid filter '" + GoQuote.escape(what) + "'");
    }
}
