package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.IndexView;
import dev.varve.image.ImageLookup;
import dev.varve.image.config.RunField;
import dev.varve.index.ContainerTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Digest;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Chooses the containers of a list, as one transaction sees them, newest first.
final class ContainerListing {
    private final ContainerTable table;
    private final ImageTable images;
    private final ImageLookup lookup;
    private final ContainerFilters filters;
    private final Optional<Instant> before;
    private final Optional<Instant> since;
    private final Set<Digest> ancestors;
    private final Map<String, Optional<Digest>> meanings = new HashMap<>();

    ContainerListing(Transaction transaction, ContainerFilters filters) {
        this.table = new ContainerTable(transaction);
        this.images = new ImageTable(transaction);
        this.lookup = new ImageLookup(new IndexView(transaction));
        this.filters = filters;
        this.before = created(filters.before()).stream().min(Comparator.naturalOrder());
        this.since = created(filters.since()).stream().max(Comparator.naturalOrder());
        this.ancestors = withDescendants(filters.ancestors());
    }

    /// @param all also containers at rest
    /// @param limit how many at most, of all states; 0 for no limit
    List<ContainerTable.Row> rows(boolean all, int limit) {
        boolean atRest = all || limit > 0 || filters.meanAll();
        return table.all().stream()
                .filter(row -> atRest || ContainerState.of(row) == ContainerState.RUNNING)
                .filter(this::passes)
                .limit(limit > 0 ? limit : Integer.MAX_VALUE)
                .toList();
    }

    /// See [ContainerSummary#shownImage].
    String shownImage(ContainerTable.Row row) {
        return meaning(row.imageText()).equals(Optional.of(row.image()))
                ? row.imageText()
                : row.image().toString();
    }

    private boolean passes(ContainerTable.Row row) {
        return !filters.impossible()
                && before.filter(time -> !row.created().isBefore(time)).isEmpty()
                && since.filter(time -> !row.created().isAfter(time)).isEmpty()
                && filters.until().filter(time -> !row.created().isBefore(time)).isEmpty()
                && (filters.ancestors().isEmpty() || ancestors.contains(row.image()))
                && (filters.states().isEmpty()
                        || filters.states().contains(ContainerState.of(row).word()))
                && fits(filters.ids(), row.id())
                && (fits(filters.names(), row.name()) || fits(filters.names(), "/" + row.name()))
                && passesLabels(row.config().labels())
                && passesPorts(row);
    }

    private boolean passesLabels(Map<String, String> labels) {
        boolean spared =
                !filters.excludedLabels().isEmpty()
                        && filters.excludedLabels().stream().allMatch(l -> l.matches(labels));
        return !spared && filters.labels().stream().allMatch(l -> l.matches(labels));
    }

    private boolean passesPorts(ContainerTable.Row row) {
        return fitsAny(filters.exposed(), row.config().keys(RunField.EXPOSED_PORTS))
                && (filters.published().isEmpty()
                        || fitsAny(
                                filters.published(),
                                HostConfig.parse(row.hostConfig()).publishedPorts()));
    }

    private static boolean fitsAny(List<PortFilter> wanted, Set<String> ports) {
        return wanted.isEmpty() || wanted.stream().anyMatch(filter -> filter.fitsAny(ports));
    }

    private static boolean fits(List<TextPattern> patterns, String text) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.fits(text));
    }

    private List<Instant> created(List<String> names) {
        return names.stream()
                .map(new ContainerLookup(table)::find)
                .map(ContainerTable.Row::created)
                .toList();
    }

    /// An image that nobody knows has no descendants, and is no error.
    private Set<Digest> withDescendants(List<String> texts) {
        Set<Digest> found = new HashSet<>();
        Deque<Digest> open = new ArrayDeque<>();
        texts.forEach(text -> meaning(text).ifPresent(open::add));
        while (!open.isEmpty()) {
            Digest id = open.remove();
            if (found.add(id)) {
                open.addAll(images.children(id));
            }
        }
        return found;
    }

    private Optional<Digest> meaning(String imageText) {
        return meanings.computeIfAbsent(
                imageText,
                text -> {
                    try {
                        return Optional.of(lookup.find(text));
                    } catch (NotFound | InvalidArgument e) {
                        return Optional.empty();
                    }
                });
    }
}
