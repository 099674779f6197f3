package dev.varve.cli.command;

import dev.varve.cli.template.Absent;
import dev.varve.cli.template.Dictionary;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Gives the JSON of an image the types that docker's own model has for templates: maps that may
/// lack a key, lists that are `null`, and fields that the daemon leaves out when they are empty.
final class InspectShape {
    private static final Set<String> TEXTS =
            Set.of(
                    "Parent",
                    "Comment",
                    "Created",
                    "DockerVersion",
                    "Author",
                    "Variant",
                    "OsVersion");

    private static final Set<String> LISTS =
            Set.of(
                    "RepoTags",
                    "RepoDigests",
                    "Cmd",
                    "Entrypoint",
                    "Env",
                    "OnBuild",
                    "Shell",
                    "Layers");

    private static final Set<String> MAPS = Set.of("Labels", "Volumes", "ExposedPorts", "Data");

    private InspectShape() {}

    static @Nullable Object of(@Nullable Object image) {
        if (!(image instanceof Map<?, ?> map)) {
            return image;
        }
        Map<String, @Nullable Object> shaped = shape(map);
        for (String name : TEXTS) {
            shaped.putIfAbsent(name, "");
        }
        return shaped;
    }

    private static Map<String, @Nullable Object> shape(Map<?, ?> map) {
        Map<String, @Nullable Object> shaped = new LinkedHashMap<>();
        map.forEach((key, value) -> shaped.put((String) key, shape((String) key, value)));
        return shaped;
    }

    private static @Nullable Object shape(String key, @Nullable Object value) {
        if (value == null && LISTS.contains(key)) {
            return Absent.LIST;
        }
        if (value == null && MAPS.contains(key)) {
            return Absent.MAP;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> shaped = shape(map);
            if (MAPS.contains(key)) {
                return new Dictionary(shaped);
            }
            if (key.equals("Config")) {
                LISTS.forEach(name -> shaped.putIfAbsent(name, Absent.LIST));
                MAPS.forEach(name -> shaped.putIfAbsent(name, Absent.MAP));
                Set.of("User", "WorkingDir", "StopSignal").forEach(n -> shaped.putIfAbsent(n, ""));
            }
            return shaped;
        }
        return value;
    }
}
