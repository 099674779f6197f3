package dev.varve.disk;

import dev.varve.error.StoreException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Locale;

/// Turns what a disk says into what the user should know: a full disk is told apart from a broken
/// one.
public final class DiskFailures {
    private DiskFailures() {}

    /// @param attempt what was tried, on what: "write blob X to the store"
    public static StoreException of(String attempt, IOException cause) {
        if (isFull(cause)) {
            return new StoreException.NoSpace(
                    "cannot "
                            + attempt
                            + ": no space left on device; free some (image prune) or enlarge the"
                            + " file system, then run the command again",
                    cause);
        }
        return new StoreException.Failed("cannot " + attempt + ": " + cause.getMessage(), cause);
    }

    /// The same failure with what was needed and what there is; to be asked for while what was
    /// written still lies there.
    ///
    /// @param needed "what was being unpacked needs at least 12 MB"
    public static StoreException.NoSpace withFigures(
            StoreException.NoSpace failure, StoreLayout layout, String needed) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains(layout.root() + " has ")) {
            return failure;
        }
        return new StoreException.NoSpace(
                message + " (" + needed + ", " + layout.shownFreeSpace() + ")", failure);
    }

    private static boolean isFull(@Nullable Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
            if (message.contains("no space left") || message.contains("quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
