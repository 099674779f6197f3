package dev.varve.storage.home;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.LinuxException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The directories in which drivers are tried out before there is a driver: `<kind>-probe-<number>`
/// in the store's root. Whoever makes one removes it; what a crash has left of one is found by its
/// name.
public final class ProbePlaces {
    private ProbePlaces() {}

    /// Makes one that nobody else has. The number is no secret: a random one would have the JVM
    /// load its providers of security at each start.
    public static Path make(Path root, String kind) throws IOException {
        Path real = root.toRealPath();
        for (long number = System.nanoTime() & Long.MAX_VALUE; ; number++) {
            try {
                return DriverHome.makeNewDirectory(real.resolve(kind + "-probe-" + number), 0700);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
    }

    /// Those that are there, by their real paths; none in a root that is not there.
    public static List<Path> in(Path root, String kind) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root.toRealPath())) {
            return files.filter(file ->
                            file.getFileName().toString().matches(kind + "-probe-[0-9]+")
                                    && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }
}
