package dev.varve.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Options of a storage driver, as dockerd's `storage-opts` has them: `zfs.fsname=tank/varve`.
/// Names are lower-case; of a name that is given twice the last one counts, as in dockerd.
public final class DriverOptions {
    public static final DriverOptions NONE = new DriverOptions(Map.of());

    private final Map<String, String> values;

    private DriverOptions(Map<String, String> values) {
        this.values = values;
    }

    /// @throws DriverOptionException for a text without `=`, or without a name before it
    public static DriverOptions parse(List<String> texts) throws DriverOptionException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new DriverOptionException(
                        "storage option \"" + text + "\" is not of the form driver.option=value");
            }
            values.put(
                    text.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                    text.substring(equals + 1).strip());
        }
        return new DriverOptions(Map.copyOf(values));
    }

    /// These options, once it is sure that the driver knows every one of them.
    ///
    /// @param driver whose options these are meant to be
    /// @param known full names, such as `zfs.fsname`
    /// @throws DriverOptionException naming every option that is not among them, and those that are
    public DriverOptions requireKnown(String driver, Set<String> known)
            throws DriverOptionException {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new DriverOptionException(
                    "the storage driver "
                            + driver
                            + " has no option "
                            + String.join(", ", unknown)
                            + (known.isEmpty()
                                    ? "; it has none"
                                    : "; it has " + String.join(", ", new TreeSet<>(known))));
        }
        return this;
    }

    /// Those whose names start with the name of a driver: `zfs.fsname` is one of `zfs`.
    public DriverOptions of(String driver) {
        Map<String, String> own = new LinkedHashMap<>(values);
        own.keySet().removeIf(name -> !name.startsWith(driver + "."));
        return new DriverOptions(Map.copyOf(own));
    }

    public Set<String> names() {
        return values.keySet();
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
