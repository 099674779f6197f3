package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.index.ContainerTable;
import dev.varve.text.GoQuote;

import java.util.List;

/// Finds the container that a user means: a full ID, else a name, else the start of an ID that no
/// other container shares.
final class ContainerLookup {
    private final ContainerTable table;

    ContainerLookup(ContainerTable table) {
        this.table = table;
    }

    /// Throws [NotFound], or [InvalidArgument] for the start of several IDs, with docker's texts.
    ContainerTable.Row find(String given) {
        return table.find(given)
                .or(() -> table.findByName(given.startsWith("/") ? given.substring(1) : given))
                .orElseGet(() -> byPrefix(given));
    }

    private ContainerTable.Row byPrefix(String given) {
        boolean isHex =
                !given.isEmpty()
                        && given.length() < 64
                        && given.chars()
                                .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        List<ContainerTable.Row> found = isHex ? table.withPrefix(given, 2) : List.of();
        if (found.size() > 1) {
            throw new InvalidArgument("multiple IDs found with provided prefix: " + given);
        }
        if (found.isEmpty()) {
            throw noSuchContainer(given);
        }
        return found.getFirst();
    }

    static NotFound noSuchContainer(String given) {
        return new NotFound("No such container: " + GoQuote.escape(given));
    }
}
