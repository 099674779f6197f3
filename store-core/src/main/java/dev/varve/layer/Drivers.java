package dev.varve.layer;

import dev.varve.error.StoreException.Failed;
import dev.varve.storage.StorageDriver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The storage drivers of a store: the one in use, for which layers are unpacked, and those beside
/// it, whose directories lie in the root because they were in use before. All are open as long as
/// the store is, so that what they keep can be shown, used and deleted. One that cannot be opened
/// here keeps what it has.
public final class Drivers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Drivers.class);

    private final StorageDriver current;
    private final Map<String, StorageDriver> open = new LinkedHashMap<>();
    private final Map<String, String> unopened;

    /// @param current the one in use
    /// @param beside the others, open
    /// @param unopened why the rest could not be opened, by name
    public Drivers(
            StorageDriver current, List<StorageDriver> beside, Map<String, String> unopened) {
        this.current = current;
        this.open.put(current.name(), current);
        beside.forEach(driver -> open.put(driver.name(), driver));
        this.unopened = Map.copyOf(unopened);
    }

    /// A store that knows one driver only.
    public static Drivers of(StorageDriver only) {
        return new Drivers(only, List.of(), Map.of());
    }

    /// The one in use.
    public StorageDriver current() {
        return current;
    }

    /// All that are open, the one in use first.
    public List<StorageDriver> all() {
        return List.copyOf(open.values());
    }

    /// Why a driver whose directory lies in the root is not open, by its name.
    public Map<String, String> unopened() {
        return unopened;
    }

    public Optional<StorageDriver> find(String name) {
        return Optional.ofNullable(open.get(name));
    }

    /// A driver that somebody's files are kept by.
    ///
    /// @param action for the message: "mount container web"
    /// @throws Failed when it is not open; the message says how to get at the files
    public StorageDriver require(String name, String action) {
        return find(name)
                .orElseThrow(() ->
                        new Failed(
                                "cannot "
                                        + action
                                        + ": its files were made with the storage driver "
                                        + name
                                        + ", which cannot be opened here"
                                        + Optional.ofNullable(unopened.get(name))
                                                .map(reason -> " (" + reason + ")")
                                                .orElse("")
                                        + "; make that driver work and start varved again, with"
                                        + " --storage-driver="
                                        + name
                                        + " to use it for everything",
                                null));
    }

    @Override
    public void close() {
        for (StorageDriver driver : new ArrayList<>(open.values()).reversed()) {
            try {
                driver.close();
            } catch (RuntimeException e) {
                log.warn("the storage driver {} did not close: {}", driver.name(), e.getMessage());
            }
        }
    }
}
