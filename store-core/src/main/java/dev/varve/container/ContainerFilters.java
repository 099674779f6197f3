package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.LabelFilter;
import dev.varve.image.Timestamps;
import dev.varve.text.GoQuote;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Filters of a container list or a prune, checked and typed. All kinds given must hold for a
/// container; of the values of one kind it is enough that one does, but of labels all must.
///
/// @param ids patterns
/// @param names patterns, tried with and without docker's slash
/// @param labels all must match
/// @param excludedLabels prune only: containers that match all of these are spared
/// @param before names or IDs of containers; those made before all of them remain
/// @param since names or IDs of containers; those made after all of them remain
/// @param ancestors images; containers of these and of images made from them remain
/// @param states docker's words, empty for any state
/// @param exposed ports of the config
/// @param published ports of the host config
/// @param impossible whether a filter asks for what no container here has: an exit code, a volume,
///   a network, to be a task, to have a health
/// @param until containers made before this remain
public record ContainerFilters(
        List<TextPattern> ids,
        List<TextPattern> names,
        List<LabelFilter> labels,
        List<LabelFilter> excludedLabels,
        List<String> before,
        List<String> since,
        List<String> ancestors,
        Set<String> states,
        List<PortFilter> exposed,
        List<PortFilter> published,
        boolean impossible,
        Optional<Instant> until) {
    public static final ContainerFilters NONE = parse(Map.of(), Optional.empty());

    private static final Set<String> LIST_KEYS =
            Set.of(
                    "ancestor",
                    "before",
                    "exited",
                    "expose",
                    "health",
                    "id",
                    "is-task",
                    "isolation",
                    "label",
                    "name",
                    "network",
                    "publish",
                    "since",
                    "status",
                    "volume");
    private static final Set<String> PRUNE_KEYS = Set.of("label", "label!", "until");

    /// Filters for a list. Throws [InvalidArgument], with docker's text, for a key or a value that
    /// is not known.
    public static ContainerFilters forList(Map<String, List<String>> filters) {
        requireKeys(filters, LIST_KEYS);
        return parse(filters, Optional.empty());
    }

    /// Filters for a prune. Since that destroys, a filter without a value is refused as well.
    public static ContainerFilters forPrune(Map<String, List<String>> filters, Clock clock) {
        requireKeys(filters, PRUNE_KEYS);
        filters.forEach((key, values) -> {
            if (values.isEmpty() || values.contains("")) {
                throw invalid(key);
            }
        });
        List<String> until = values(filters, "until");
        if (until.size() > 1) {
            throw new InvalidArgument("more than one until filter specified");
        }
        return parse(filters, until.stream().findFirst().map(t -> Timestamps.parse(t, clock)));
    }

    private static ContainerFilters parse(
            Map<String, List<String>> filters, Optional<Instant> until) {
        return new ContainerFilters(
                values(filters, "id").stream().map(TextPattern::of).toList(),
                values(filters, "name").stream().map(TextPattern::of).toList(),
                values(filters, "label").stream().map(LabelFilter::parse).toList(),
                values(filters, "label!").stream().map(LabelFilter::parse).toList(),
                values(filters, "before"),
                values(filters, "since"),
                values(filters, "ancestor"),
                FilterWords.states(values(filters, "status")),
                ports(filters, "expose"),
                ports(filters, "publish"),
                FilterWords.impossible(filters),
                until);
    }

    /// Whether containers at rest are meant too, though nobody said `all`.
    public boolean meanAll() {
        return !states.isEmpty() || !before.isEmpty() || !since.isEmpty();
    }

    private static List<PortFilter> ports(Map<String, List<String>> filters, String key) {
        return values(filters, key).stream().map(text -> PortFilter.of(key, text)).toList();
    }

    static List<String> values(Map<String, List<String>> filters, String key) {
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
