package dev.varve.api;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where daemon and client meet when nobody says otherwise.
///
/// A daemon of root listens on [#SYSTEM]. One of another user listens on `varve/varve.sock` below
/// `$XDG_RUNTIME_DIR`; where that is not set, below `/run/user/<uid>` if it can be written to; else
/// below `$XDG_STATE_HOME`, which is `~/.local/state`. As the XDG rules want it, a variable that
/// holds no absolute path is not set.
public final class DefaultSocket {
    public static final Path SYSTEM = Path.of("/run/varve/varve.sock");

    private DefaultSocket() {}

    /// That of a daemon of an ordinary user.
    public static Path ofUser(long uid, Map<String, String> environment) {
        Path runtime = Path.of("/run/user/" + uid);
        Path below =
                isPath(environment.get("XDG_RUNTIME_DIR"))
                        ? Path.of(environment.get("XDG_RUNTIME_DIR"))
                        : Files.isDirectory(runtime) && Files.isWritable(runtime)
                                ? runtime
                                : below(environment, "XDG_STATE_HOME", ".local/state");
        return below.resolve("varve/varve.sock");
    }

    /// One of the directories that belong to a user.
    ///
    /// @param variable that names it
    /// @param otherwise where it is below the user's home when the variable is not set
    public static Path below(Map<String, String> environment, String variable, String otherwise) {
        String named = environment.get(variable);
        return isPath(named)
                ? Path.of(named)
                : Path.of(environment.getOrDefault("HOME", "/")).resolve(otherwise);
    }

    private static boolean isPath(@Nullable String text) {
        return text != null && text.startsWith("/");
    }

    /// The one that a client of this process's user asks: root the system's daemon, another user
    /// the own one if it is there, and else the system's if that is.
    public static Path ofClient(Map<String, String> environment) {
        long uid = ownUid();
        if (uid == 0) {
            return SYSTEM;
        }
        Path own = ofUser(uid, environment);
        return Files.exists(own) || !Files.exists(SYSTEM) ? own : SYSTEM;
    }

    private static long ownUid() {
        try {
            return Integer.toUnsignedLong(
                    (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }
}
