package dev.varve.cli.create;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What `--volume` and `--mount` say. Varve mounts none of it; it stays with the container for
/// whoever runs it.
final class Mounts {
    private final List<String> binds = new ArrayList<>();
    private final Map<String, Object> volumes = new TreeMap<>();
    private final List<Map<String, Object>> mounts = new ArrayList<>();

    List<String> binds() {
        return binds;
    }

    Map<String, Object> volumes() {
        return volumes;
    }

    List<Map<String, Object>> mounts() {
        return mounts;
    }

    /// `/path` for a volume without a name, `source:/path[:options]` for anything else.
    void volume(String spec) {
        int colon = spec.indexOf(':');
        if (spec.isEmpty() || colon == 0) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid volume \"" + spec + "\": write [SOURCE:]DESTINATION[:OPTIONS]");
        }
        if (colon < 0) {
            volumes.put(spec, Map.of());
            return;
        }
        String source = spec.substring(0, colon);
        binds.add(
                source.startsWith(".")
                        ? Path.of(source).toAbsolutePath().normalize() + spec.substring(colon)
                        : spec);
    }

    /// `type=bind,source=/a,target=/b,readonly`
    void mount(String spec) {
        Map<String, Object> mount = new LinkedHashMap<>();
        mount.put("Type", "volume");
        Map<String, Object> bind = new LinkedHashMap<>();
        for (String field : spec.split(",", -1)) {
            int equals = field.indexOf('=');
            String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "true" : field.substring(equals + 1);
            switch (key) {
                case "type" -> mount.put("Type", value.toLowerCase(Locale.ROOT));
                case "source", "src" ->
                        mount.put(
                                "Source",
                                value.startsWith(".")
                                        ? Path.of(value).toAbsolutePath().normalize().toString()
                                        : value);
                case "target", "dst", "destination" -> mount.put("Target", value);
                case "readonly", "ro" -> mount.put("ReadOnly", isTrue(value, field));
                case "consistency" -> mount.put("Consistency", value);
                case "bind-propagation" -> bind.put("Propagation", value);
                case "bind-nonrecursive" -> bind.put("NonRecursive", isTrue(value, field));
                case "bind-recursive",
                        "volume-nocopy",
                        "volume-label",
                        "volume-driver",
                        "volume-opt",
                        "volume-subpath",
                        "image-subpath",
                        "tmpfs-size",
                        "tmpfs-mode",
                        "tmpfs-options" -> {}
                default -> throw invalid(spec, "unexpected key '" + key + "' in '" + field + "'");
            }
        }
        if (!mount.containsKey("Target")) {
            throw invalid(spec, "target is required");
        }
        if (!bind.isEmpty()) {
            mount.put("BindOptions", bind);
        }
        mounts.add(mount);
    }

    private static boolean isTrue(String value, String field) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "0", "f", "false" -> false;
            default -> throw invalid(field, "invalid value for " + field);
        };
    }

    private static Failure invalid(String spec, String problem) {
        return new Failure(
                ExitCode.USAGE,
                "invalid argument \"" + spec + "\" for \"--mount\" flag: " + problem);
    }
}
