package dev.varve.daemon;

import dev.varve.Engine;
import dev.varve.layer.Drivers;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.DriverProbe.Unusable;
import dev.varve.storage.DriverType;
import dev.varve.storage.StorageDriver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Chooses the storage driver, and opens it together with those whose directories lie beside its.
///
/// The driver that was asked for is used, or the daemon does not start. When none was, it is the
/// best that works among those that have layers in the root, so that a daemon that starts again
/// goes on with what it has; and the best that works here when the root has no layers.
final class DriverChoice implements Engine.DriverFactory {
    private static final Logger log = LoggerFactory.getLogger(DriverChoice.class);

    private final List<DriverType> types;
    private final Optional<String> asked;
    private final DriverOptions options;
    private final Map<String, DriverProbe> probes = new LinkedHashMap<>();
    private final Map<String, String> passedOver = new LinkedHashMap<>();
    private final List<String> beside = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /// @param types the best first
    /// @param asked the name that the configuration gives
    DriverChoice(List<DriverType> types, Optional<String> asked, DriverOptions options) {
        this.types = List.copyOf(types);
        this.asked = asked;
        this.options = options;
    }

    /// What the operator should know of the choice.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// What `info` shows below the driver: why each better one was not chosen, and which others
    /// have a directory in the root.
    Map<String, String> status() {
        Map<String, String> rows = new LinkedHashMap<>();
        passedOver.forEach((name, reason) -> rows.put("Not Used " + name, reason));
        if (!beside.isEmpty()) {
            rows.put("Also in Root", String.join(", ", beside));
        }
        return rows;
    }

    @Override
    public StorageDriver open(Path root) throws IOException {
        return openAll(root, Set.of()).current();
    }

    @Override
    public Drivers openAll(Path root, Set<String> holding) throws IOException {
        sweepProbes(root);
        DriverType chosen = asked.isPresent() ? named(asked.get(), root) : found(root, holding);
        StorageDriver current = open(chosen, root);
        List<StorageDriver> others = new ArrayList<>();
        Map<String, String> unopened = new LinkedHashMap<>();
        for (String name : others(chosen, root, holding)) {
            try {
                others.add(openBeside(name, root));
                beside.add(name);
            } catch (IOException | RuntimeException e) {
                String reason = String.valueOf(e.getMessage());
                unopened.put(name, reason);
                beside.add(name + " (cannot be opened)");
                warn(
                        "what the storage driver "
                                + name
                                + " keeps in "
                                + root
                                + " can neither be used nor deleted: "
                                + reason);
            }
        }
        return new Drivers(current, others, unopened);
    }

    /// Of all drivers, as another one may have been tried when the last daemon died.
    private void sweepProbes(Path root) {
        for (DriverType type : types) {
            try {
                type.sweep().sweep(root);
            } catch (IOException e) {
                log.warn(
                        "what an interrupted try of the storage driver {} has left in {} cannot be"
                                + " removed, and is tried again at the next start",
                        type.name(),
                        root,
                        e);
            }
        }
    }

    private DriverType named(String name, Path root) throws IOException {
        DriverType type = type(name);
        if (probe(type, root) instanceof Unusable(String reason)) {
            throw new IOException(
                    "the storage driver "
                            + name
                            + " cannot be used: "
                            + reason
                            + "; choose another --storage-driver, or none to have one chosen");
        }
        return type;
    }

    private DriverType found(Path root, Set<String> holding) throws IOException {
        for (DriverType type : types) {
            if (holding.contains(type.name())) {
                if (probe(type, root) instanceof Unusable(String reason)) {
                    passedOver.put(type.name(), reason);
                } else {
                    warnOfBetter(type, root);
                    return type;
                }
            }
        }
        for (DriverType type : types) {
            if (probe(type, root) instanceof Unusable(String reason)) {
                passedOver.put(type.name(), reason);
            } else {
                warnOfSlow(type);
                return type;
            }
        }
        throw new IOException("no storage driver works in " + root + ": " + reasons());
    }

    /// The last driver is the one that works everywhere, and slowly.
    private void warnOfSlow(DriverType type) {
        if (type.equals(types.getLast()) && !passedOver.isEmpty()) {
            warn("using the slow storage driver " + type.name() + ": " + reasons());
        }
    }

    private void warnOfBetter(DriverType chosen, Path root) {
        for (DriverType type : types.subList(0, types.indexOf(chosen))) {
            if (probe(type, root) instanceof Unusable(String reason)) {
                passedOver.put(type.name(), reason);
            } else {
                passedOver.put(type.name(), "this root has layers of " + chosen.name());
                warn(
                        "using the storage driver "
                                + chosen.name()
                                + ", of which this root has layers, though "
                                + type.name()
                                + " works here and is better: --storage-driver="
                                + type.name()
                                + " changes to it, for which images are unpacked again when they"
                                + " are first used");
                return;
            }
        }
        warnOfSlow(chosen);
    }

    private String reasons() {
        return passedOver.entrySet().stream()
                .map(row -> row.getKey() + ": " + row.getValue())
                .collect(Collectors.joining("; "));
    }

    private Set<String> others(DriverType chosen, Path root, Set<String> holding) {
        Set<String> names = new TreeSet<>(holding);
        types.stream()
                .map(DriverType::name)
                .filter(name -> Files.isDirectory(root.resolve(name)))
                .forEach(names::add);
        names.remove(chosen.name());
        return names;
    }

    private StorageDriver openBeside(String name, Path root) throws IOException {
        DriverType type = type(name);
        if (probe(type, root) instanceof Unusable(String reason)) {
            throw new IOException(reason);
        }
        return open(type, root);
    }

    private StorageDriver open(DriverType type, Path root) throws IOException {
        return type.opener().open(root.resolve(type.name()), options.of(type.name()));
    }

    private DriverProbe probe(DriverType type, Path root) {
        return probes.computeIfAbsent(
                type.name(), name -> type.probe().probe(root, options.of(name)));
    }

    private DriverType type(String name) throws IOException {
        return types.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "there is no storage driver "
                                        + name
                                        + "; there are "
                                        + types.stream()
                                                .map(DriverType::name)
                                                .collect(Collectors.joining(", "))));
    }

    private void warn(String warning) {
        log.warn("{}", warning);
        warnings.add("WARNING: " + warning);
    }
}
