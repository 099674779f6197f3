package dev.varve.container;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.ContainerTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.layer.Drivers;
import dev.varve.lease.Leases;
import dev.varve.staging.KeptImages;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The verbs of containers. A container is named by its ID, its name with or without docker's
/// slash, or the start of its ID.
public final class ContainerStore {
    /// How long a removal waits for readers, and a reader for a removal.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Index index;
    private final Drivers drivers;
    private final ContainerEvents events;
    private final Clock clock;
    private final ContainerHolds holds = new ContainerHolds(PATIENCE);
    private final ContainerCreator creator;
    private final ContainerRemover remover;

    public ContainerStore(
            Index index,
            BlobStore blobs,
            Drivers drivers,
            Leases leases,
            GarbageCollector collector,
            KeptImages keptImages,
            ContainerEvents events,
            Clock clock) {
        this.index = index;
        this.drivers = drivers;
        this.events = events;
        this.clock = clock;
        this.creator =
                new ContainerCreator(
                        index, blobs, drivers.current(), leases, collector, keptImages, clock);
        this.remover = new ContainerRemover(index, drivers, collector, holds, events);
    }

    /// Makes a container of an image. Durable when this returns.
    ///
    /// @return its ID
    public String create(CreateRequest request) {
        ContainerTable.Row container = creator.create(request);
        events.publish("create", container);
        return container.id();
    }

    /// @param all also containers at rest
    /// @param limit how many of the newest at most, of all states; 0 for no limit
    /// @param sizes whether to measure their files, which takes as long as there are files
    public List<ContainerSummary> list(
            ContainerFilters filters, boolean all, int limit, boolean sizes) {
        List<ContainerSummary> chosen =
                index.read(transaction -> {
                    ContainerListing listing = new ContainerListing(transaction, filters);
                    return listing.rows(all, limit).stream()
                            .map(row ->
                                    new ContainerSummary(
                                            row, listing.shownImage(row), Optional.empty()))
                            .toList();
                });
        return sizes ? chosen.stream().map(this::measured).toList() : chosen;
    }

    private ContainerSummary measured(ContainerSummary row) {
        Optional<ContainerSizes> sizes;
        try {
            sizes = Optional.of(sizes(row.container()));
        } catch (StoreException damaged) {
            sizes = Optional.empty();
        }
        return new ContainerSummary(row.container(), row.shownImage(), sizes);
    }

    /// @param sizes whether to measure its files
    public ContainerDetails inspect(String given, boolean sizes) {
        ContainerTable.Row container = find(given);
        return new ContainerDetails(
                container,
                describe(container),
                sizes ? Optional.of(sizes(container)) : Optional.empty());
    }

    private Map<String, String> describe(ContainerTable.Row container) {
        Optional<StorageDriver> driver = drivers.find(container.driver());
        try {
            return driver.isPresent() ? driver.get().describe(container.key()) : Map.of();
        } catch (IOException e) {
            throw DiskFailures.of("describe container " + container.name(), e);
        }
    }

    private ContainerSizes sizes(ContainerTable.Row container) {
        long below =
                index.read(transaction -> {
                    LayerTable layers = new LayerTable(transaction);
                    return container.chain().map(layers::stack).orElse(List.of()).stream()
                            .map(layers::ofChain)
                            .filter(rows -> !rows.isEmpty())
                            .mapToLong(rows -> rows.getFirst().size())
                            .sum();
                });
        try {
            long own = driverOf(container).usage(container.key()).bytes();
            return new ContainerSizes(own, own + below);
        } catch (IOException e) {
            throw DiskFailures.of("measure container " + container.name(), e);
        }
    }

    /// Gives a container another name.
    public void rename(String given, String newName) {
        ContainerTable.Row before = find(given);
        if (newName.isEmpty()) {
            throw new InvalidArgument("Neither old nor new names may be empty");
        }
        String slashed = newName.startsWith("/") ? newName : "/" + newName;
        if (slashed.substring(1).equals(before.name())) {
            throw new InvalidArgument(
                    "Renaming a container with the same name as its current name");
        }
        ContainerTable.Row after =
                index.write(transaction -> {
                    ContainerTable table = new ContainerTable(transaction);
                    ContainerTable.Row now = new ContainerLookup(table).find(before.id());
                    table.rename(now.id(), allocate(table, slashed));
                    return new ContainerLookup(table).find(now.id());
                });
        events.publish("rename", after, Map.of("oldName", "/" + before.name()));
    }

    private static String allocate(ContainerTable table, String slashed) {
        String tried = "Error when allocating new name: ";
        try {
            String name = ContainerNames.require(slashed);
            ContainerNames.requireFree(table, name);
            return name;
        } catch (InvalidArgument e) {
            throw new InvalidArgument(tried + e.getMessage(), e);
        } catch (StoreException.Conflict e) {
            throw new StoreException.Conflict(tried + e.getMessage());
        }
    }

    /// Mounts a container's root file system for reading and writing, until [#unmount] or a restart
    /// of the machine. Again for a mounted one gives the same path.
    public Path mount(String given) {
        ContainerTable.Row found = find(given);
        driverOf(found);
        try (var _ = holds.alone(found.id(), "mount container " + found.name())) {
            ContainerTable.Row container = find(found.id());
            boolean fresh = container.attached().isEmpty();
            if (fresh) {
                // Before the mount, so that nothing that is mounted passes for being at rest.
                setAttached(container, Optional.of(clock.instant()));
            }
            Path path = attach(container, fresh);
            if (fresh) {
                events.publish("mount", container);
            }
            return path;
        }
    }

    private Path attach(ContainerTable.Row container, boolean fresh) {
        boolean done = false;
        try {
            Path path = driverOf(container).attach(container.key());
            done = true;
            return path;
        } catch (IOException e) {
            throw DiskFailures.of("mount container " + container.name(), e);
        } finally {
            if (!done && fresh) {
                setAttached(container, Optional.empty());
            }
        }
    }

    /// Undoes [#mount]; no error when it is not mounted.
    public void unmount(String given) {
        ContainerTable.Row found = find(given);
        StorageDriver driver = driverOf(found);
        try (var _ = holds.alone(found.id(), "unmount container " + found.name())) {
            ContainerTable.Row container = find(found.id());
            if (container.attached().isEmpty()) {
                return;
            }
            try {
                driver.detach(container.key());
            } catch (IOException e) {
                throw Unmounting.failure(container, e);
            }
            setAttached(container, Optional.empty());
            events.publish("unmount", container);
        }
    }

    /// Removes a container, and with it the layers of an image that is gone already.
    ///
    /// @param force also a mounted one
    public void remove(String given, boolean force) {
        remover.remove(find(given), given, force);
    }

    /// Removes the containers at rest that the filters choose.
    public ContainerPruneReport prune(ContainerFilters filters) {
        return remover.prune(filters);
    }

    /// How many containers are in each state.
    public Map<ContainerState, Long> count() {
        return index.read(transaction -> {
            long running =
                    new ContainerTable(transaction)
                            .holders().stream().filter(ContainerTable.Holder::attached).count();
            long all = new ContainerTable(transaction).holders().size();
            return Map.of(ContainerState.RUNNING, running, ContainerState.CREATED, all - running);
        });
    }

    ContainerHolds holds() {
        return holds;
    }

    ContainerTable.Row find(String given) {
        return index.read(t -> new ContainerLookup(new ContainerTable(t)).find(given));
    }

    /// The driver that has a container's files; it need not be the one in use.
    StorageDriver driverOf(ContainerTable.Row container) {
        return drivers.require(
                container.driver(), "reach the files of container " + container.name());
    }

    private void setAttached(ContainerTable.Row container, Optional<Instant> when) {
        index.writeToFree(transaction -> {
            new ContainerTable(transaction).setAttached(container.id(), when);
            return null;
        });
    }
}
