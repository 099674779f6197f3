package dev.varve.cli.system;

import dev.varve.api.ApiVersion;
import dev.varve.cli.client.EngineClient;
import dev.varve.cli.command.Platforms;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the client says of itself in `version` and `info`.
final class ClientVersion {
    private ClientVersion() {}

    /// As JSON has it.
    static Map<String, @Nullable Object> of(EngineClient client) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("Version", version());
        fields.put("ApiVersion", client.apiVersion());
        fields.put("DefaultAPIVersion", ApiVersion.MAXIMUM.toString());
        fields.put("JavaVersion", System.getProperty("java.version"));
        fields.put("Os", "linux");
        fields.put("Arch", Platforms.ownMachine());
        fields.put("Context", "default");
        return fields;
    }

    /// As `version` shows it: labels and values in order.
    static Map<String, String> lines(Map<?, ?> client) {
        String spoken = String.valueOf(client.get("ApiVersion"));
        String newest = String.valueOf(client.get("DefaultAPIVersion"));
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Version", String.valueOf(client.get("Version")));
        lines.put(
                "API version",
                spoken.equals(newest) ? spoken : spoken + " (downgraded from " + newest + ")");
        lines.put("Java version", String.valueOf(client.get("JavaVersion")));
        lines.put("OS/Arch", client.get("Os") + "/" + client.get("Arch"));
        lines.put("Context", String.valueOf(client.get("Context")));
        return lines;
    }

    static String version() {
        String version = ClientVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
