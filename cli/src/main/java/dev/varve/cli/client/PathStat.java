package dev.varve.cli.client;

import java.util.Map;

/// What lies at a path of a container, as the daemon tells it in a header.
///
/// @param mode in Go's numbers, where the kind of file stands in the high bits
/// @param linkTarget "" for what is no symbolic link
public record PathStat(String name, long mode, String linkTarget) {
    private static final long DIRECTORY = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long DEVICE = 1L << 26;
    private static final long CHARACTER_DEVICE = 1L << 21;
    private static final long IRREGULAR = 1L << 19;

    static PathStat of(Map<?, ?> json) {
        return new PathStat(
                json.get("name") instanceof String name ? name : "",
                json.get("mode") instanceof Long mode ? mode : 0,
                json.get("linkTarget") instanceof String target ? target : "");
    }

    public boolean isDirectory() {
        return (mode & DIRECTORY) != 0;
    }

    public boolean isSymbolicLink() {
        return (mode & SYMLINK) != 0;
    }

    public boolean isDevice() {
        return (mode & (DEVICE | CHARACTER_DEVICE)) != 0;
    }

    public boolean isIrregular() {
        return (mode & IRREGULAR) != 0;
    }
}
