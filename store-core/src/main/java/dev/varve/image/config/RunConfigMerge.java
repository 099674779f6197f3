package dev.varve.image.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lays one config over another: what a container's creator gave over what its image says, and what
/// a commit changes over what its container has. Fields that only containers have are not
/// inherited.
public final class RunConfigMerge {
    private RunConfigMerge() {}

    /// Lists of variables, ports, volumes and labels are united, and the upper one has the say. The
    /// lower command is taken only together with the lower entrypoint.
    public static RunConfig over(RunConfig upper, RunConfig lower) {
        RunConfig merged = upper;
        for (RunField field : List.of(RunField.USER, RunField.WORKING_DIR, RunField.STOP_SIGNAL)) {
            if (merged.text(field).isEmpty()) {
                merged = merged.withFieldOf(lower, field);
            }
        }
        for (RunField field : List.of(RunField.EXPOSED_PORTS, RunField.VOLUMES)) {
            merged = withAllKeys(merged, lower, field);
        }
        merged = withVariables(merged, lower);
        merged = withLabels(merged, lower);
        merged = withCommand(merged, lower);
        return withHealthcheck(merged, lower);
    }

    private static RunConfig withAllKeys(RunConfig upper, RunConfig lower, RunField field) {
        Set<String> keys = new LinkedHashSet<>(upper.keys(field));
        if (keys.isEmpty()) {
            return upper.withFieldOf(lower, field);
        }
        keys.addAll(lower.keys(field));
        return upper.withKeys(field, keys);
    }

    private static RunConfig withVariables(RunConfig upper, RunConfig lower) {
        List<String> own = upper.texts(RunField.ENV);
        if (own.isEmpty()) {
            return upper.withFieldOf(lower, RunField.ENV);
        }
        Set<String> names = new HashSet<>();
        own.forEach(variable -> names.add(Variables.nameOf(variable)));
        List<String> all = new ArrayList<>(own);
        for (String variable : lower.texts(RunField.ENV)) {
            if (!names.contains(Variables.nameOf(variable))) {
                all.add(variable);
            }
        }
        return upper.with(RunField.ENV, all);
    }

    private static RunConfig withLabels(RunConfig upper, RunConfig lower) {
        Map<String, String> labels = new LinkedHashMap<>(lower.labels());
        labels.putAll(upper.labels());
        return upper.withLabels(labels);
    }

    private static RunConfig withCommand(RunConfig upper, RunConfig lower) {
        if (!upper.texts(RunField.ENTRYPOINT).isEmpty()) {
            return upper;
        }
        RunConfig merged = upper;
        if (merged.texts(RunField.CMD).isEmpty()) {
            merged = merged.withFieldOf(lower, RunField.CMD);
        }
        return merged.isSet(RunField.ENTRYPOINT)
                ? merged
                : merged.withFieldOf(lower, RunField.ENTRYPOINT);
    }

    private static RunConfig withHealthcheck(RunConfig upper, RunConfig lower) {
        Optional<Healthcheck> below = Healthcheck.read(lower.value(RunField.HEALTHCHECK));
        if (below.isEmpty()) {
            return upper;
        }
        Healthcheck merged =
                Healthcheck.read(upper.value(RunField.HEALTHCHECK))
                        .map(own -> own.over(below.get()))
                        .orElse(below.get());
        return upper.with(RunField.HEALTHCHECK, merged.toJson());
    }
}
