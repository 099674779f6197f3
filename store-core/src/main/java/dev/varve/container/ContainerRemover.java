package dev.varve.container;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Conflict;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.ContainerTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Drivers;
import dev.varve.storage.StorageDriver;
import dev.varve.text.GoQuote;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The verbs `rm` and `prune`: the row goes first, then the files, by the one collector.
final class ContainerRemover {
    private static final Logger log = LoggerFactory.getLogger(ContainerRemover.class);

    private final Index index;
    private final Drivers drivers;
    private final GarbageCollector collector;
    private final ContainerHolds holds;
    private final ContainerEvents events;
    private final ReentrantLock pruning = new ReentrantLock();

    ContainerRemover(
            Index index,
            Drivers drivers,
            GarbageCollector collector,
            ContainerHolds holds,
            ContainerEvents events) {
        this.index = index;
        this.drivers = drivers;
        this.collector = collector;
        this.holds = holds;
        this.events = events;
    }

    /// @param given as the user wrote it, for messages
    /// @param force also a mounted one
    void remove(ContainerTable.Row found, String given, boolean force) {
        try (var _ = holds.alone(found.id(), "remove container " + found.name())) {
            ContainerTable.Row container = index.read(t -> current(t, found.id(), given));
            if (!force) {
                requireDriver(container);
            }
            if (container.attached().isPresent()) {
                if (!force) {
                    throw new Conflict(
                            "cannot remove container "
                                    + GoQuote.quote(given)
                                    + ": container is running: stop the container before removing"
                                    + " or force remove");
                }
                detach(container);
            }
            release(container);
        }
        collector.dispose();
    }

    /// Removes those containers at rest that the filters choose. One that is busy or cannot be
    /// removed is passed over.
    ContainerPruneReport prune(ContainerFilters filters) {
        if (!pruning.tryLock()) {
            throw new Conflict("a prune operation is already running");
        }
        try {
            List<String> removed = new ArrayList<>();
            long reclaimed = 0;
            for (ContainerTable.Row row : chosen(filters)) {
                try (var _ = holds.alone(row.id(), "remove container " + row.name())) {
                    ContainerTable.Row container = index.read(t -> current(t, row.id(), row.id()));
                    if (container.attached().isEmpty()) {
                        requireDriver(container);
                        long size = size(container);
                        reclaimed += size + release(container);
                        removed.add(container.id());
                    }
                } catch (StoreException e) {
                    log.info("prune leaves container {}: {}", row.name(), e.getMessage());
                }
            }
            collector.dispose();
            events.pruned(reclaimed);
            return new ContainerPruneReport(List.copyOf(removed), reclaimed);
        } finally {
            pruning.unlock();
        }
    }

    private List<ContainerTable.Row> chosen(ContainerFilters filters) {
        return index.read(t -> new ContainerListing(t, filters).rows(true, 0));
    }

    private static ContainerTable.Row current(Transaction transaction, String id, String given) {
        return new ContainerTable(transaction)
                .find(id)
                .orElseThrow(() -> ContainerLookup.noSuchContainer(given));
    }

    /// @return bytes of the layers of images that went with it
    private long release(ContainerTable.Row container) {
        List<LayerTable.Row> below =
                index.writeToFree(t -> collector.releaseContainer(t, container));
        events.publish("destroy", container);
        return below.stream().mapToLong(LayerTable.Row::size).sum();
    }

    /// Files that cannot be deleted here stay until their driver is open again.
    private void requireDriver(ContainerTable.Row container) {
        try {
            drivers.require(container.driver(), "remove container " + container.name());
        } catch (StoreException.Failed e) {
            throw new StoreException.Failed(
                    e.getMessage()
                            + "; or remove it with --force, and its files go when that driver is"
                            + " open again",
                    e);
        }
    }

    private void detach(ContainerTable.Row container) {
        Optional<StorageDriver> driver = drivers.find(container.driver());
        if (driver.isEmpty()) {
            return;
        }
        try {
            driver.get().detach(container.key());
        } catch (IOException e) {
            throw Unmounting.failure(container, e);
        }
    }

    private long size(ContainerTable.Row container) {
        try {
            Optional<StorageDriver> driver = drivers.find(container.driver());
            return driver.isPresent() ? driver.get().usage(container.key()).bytes() : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
