package dev.varve.daemon;

import dev.varve.api.DefaultSocket;

import java.nio.file.Path;
import java.util.Map;

/// Where things are when neither a flag nor the configuration file says so.
///
/// @param group that may use the socket; empty for nobody but the user
record Defaults(Path configFile, Path dataRoot, Path socket, String group) {
    /// The launcher sets it to the user's ID when it has entered a user namespace.
    private static final String ROOTLESS = "varve.rootless";

    static final Defaults SYSTEM =
            new Defaults(
                    Path.of("/etc/varve/daemon.json"),
                    Path.of("/var/lib/varve"),
                    DefaultSocket.SYSTEM,
                    "varve");

    /// Those of this process.
    static Defaults here() {
        Long uid = Long.getLong(ROOTLESS);
        return uid == null ? SYSTEM : ofUser(uid, System.getenv());
    }

    /// As the XDG rules name a user's directories.
    static Defaults ofUser(long uid, Map<String, String> environment) {
        return new Defaults(
                DefaultSocket.below(environment, "XDG_CONFIG_HOME", ".config")
                        .resolve("varve/daemon.json"),
                DefaultSocket.below(environment, "XDG_DATA_HOME", ".local/share").resolve("varve"),
                DefaultSocket.ofUser(uid, environment),
                "");
    }
}
