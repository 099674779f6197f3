package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.disk.Death;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lets the process die at each step of a driver's probe: what it leaves is swept, and nothing
/// else.
public final class ProbeDeaths {
    private ProbeDeaths() {}

    /// @return everything that was left in the root by one of the deaths, by the names before `-`
    public static Set<String> sweepEach(DriverType type, Path root, DriverOptions options)
            throws IOException {
        Path own = Files.createDirectory(root.resolve("overlay-probe-of-mine"));
        Set<String> before = list(root);
        Set<String> left = new TreeSet<>();
        Death death;
        int step = 0;
        do {
            step++;
            death = new Death(step);
            try (Seam.Watching _ = Seam.watch(root, death)) {
                DriverProbe answer = type.probe().probe(root, options);
                assertThat(answer instanceof DriverProbe.Usable)
                        .as("%s: %s", death, answer)
                        .isEqualTo(!death.happened());
            }
            Set<String> more = list(root);
            more.removeAll(before);
            more.forEach(name -> left.add(name.replaceFirst("-probe-[0-9]+", "-probe")));
            type.sweep().sweep(root);
            assertThat(list(root)).as("%s", death).isEqualTo(before);
            assertThat(Mounts.below(root.toRealPath())).as("%s", death).isEmpty();
        } while (death.happened());
        Files.delete(own);
        System.out.printf("%s: the probe died at each of %d steps%n", type.name(), step - 1);
        return left;
    }

    private static Set<String> list(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root, 2)) {
            return files.map(file -> root.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
