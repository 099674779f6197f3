package dev.varve.crash;

import dev.varve.Engine;
import dev.varve.container.ContainerFilters;
import dev.varve.fixtures.fs.TreeListing;
import dev.varve.image.ImageFilters;
import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All of a store as text that is the same for stores of the same content: what it lists, and every
/// path under its root. Of files inside layers all that can be seen is in it: kind, mode, owner,
/// time (but that of a whiteout, which no layer says), links, size, digest, extended attributes.
///
/// Random names of layers are replaced by what their sidecars say; ingests, which a crash may leave
/// to be gone on with, are left out.
record StoreText(List<String> lists, List<String> paths) {
    private static final Pattern CHAIN = Pattern.compile("\"chainID\":\"sha256:([0-9a-f]{12})");
    private static final Pattern CONTAINER = Pattern.compile("\"name\":\"([a-z]+)\"");
    private static final Pattern IN_LAYER =
            Pattern.compile("(overlay2/[^/]+/diff/|vfs/dir/[^/]+/).*");
    private static final Pattern OVERLAY_WORK = Pattern.compile("overlay2/[^/]+/(work/|merged/).*");

    static StoreText of(CrashStore store) throws IOException {
        return new StoreText(lists(store.engine()), paths(store.root()));
    }

    private static List<String> lists(Engine engine) throws IOException {
        List<String> lines = new ArrayList<>();
        engine.images()
                .list(ImageFilters.NONE, true, false)
                .forEach(row ->
                        lines.add(
                                row.image().id()
                                        + " "
                                        + new TreeSet<>(
                                                row.references().stream()
                                                        .map(Object::toString)
                                                        .toList())));
        engine.containers()
                .list(ContainerFilters.NONE, true, 0, false)
                .forEach(row ->
                        lines.add("container " + row.container().name() + " " + row.state()));
        engine.imageMounts()
                .list()
                .forEach(mounted -> lines.add("mounted " + mounted.image().id()));
        lines.sort(null);
        return lines;
    }

    private static List<String> paths(Path root) throws IOException {
        Set<String> views = views(root);
        String text =
                listing(root)
                        .lines()
                        .filter(line -> !views.contains(line.substring(0, line.indexOf(' '))))
                        .collect(Collectors.joining("\n"));
        for (Map.Entry<String, String> name : names(root).entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return text.lines().map(StoreText::line).filter(line -> !line.isEmpty()).sorted().toList();
    }

    /// Half a second after a change the store writes `index.json` anew; a listing fails when that
    /// falls into it.
    private static String listing(Path root) {
        for (int left = 3; ; left--) {
            try {
                return TreeListing.of(root);
            } catch (UncheckedIOException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /// The mounts of a driver come and go with those who look through them.
    private static Set<String> views(Path root) throws IOException {
        return Mounts.below(root).stream()
                .filter(mounted -> mounted.endsWith("/merged"))
                .collect(Collectors.toSet());
    }

    private static String line(String line) {
        String path = line.substring(0, line.indexOf(' '));
        if (path.startsWith("ingest/")
                || path.startsWith("varve.db")
                // Written half a second after a change, and whenever the store is opened.
                || path.equals(".index.json.new")
                || OVERLAY_WORK.matcher(path).matches()) {
            return "";
        }
        if (IN_LAYER.matcher(path).matches() && !line.endsWith(" device=0:0")) {
            return line;
        }
        return line.replaceAll(" (mtime|size|sha256)=[^ ]+", "");
    }

    /// What to call each layer, and each short link to one.
    private static Map<String, String> names(Path root) throws IOException {
        Map<String, String> names = new HashMap<>();
        for (Path sidecar : list(root.resolve("vfs/meta"))) {
            String file = sidecar.getFileName().toString();
            if (file.endsWith(".json")) {
                names.put(file.substring(0, 64), named(sidecar));
            }
        }
        for (Path layer : list(root.resolve("overlay2"))) {
            if (Files.exists(layer.resolve("layer.json"))) {
                String name = named(layer.resolve("layer.json"));
                names.put(layer.getFileName().toString(), name);
                names.put(Files.readString(layer.resolve("link")), "link-" + name);
            }
        }
        return names;
    }

    private static String named(Path sidecar) throws IOException {
        String json = Files.readString(sidecar);
        Matcher chain = CHAIN.matcher(json);
        if (chain.find()) {
            return chain.group(1);
        }
        Matcher container = CONTAINER.matcher(json);
        return container.find() ? "container-" + container.group(1) : "unnamed";
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /// In what this differs from another, for a person.
    String against(StoreText other) {
        StringBuilder text = new StringBuilder();
        difference("-", other.lists, lists, text);
        difference("+", lists, other.lists, text);
        difference("-", other.paths, paths, text);
        difference("+", paths, other.paths, text);
        return text.toString();
    }

    private static void difference(
            String sign, List<String> of, List<String> without, StringBuilder into) {
        of.stream()
                .filter(line -> !without.contains(line))
                .limit(12)
                .forEach(line -> into.append("\n    ").append(sign).append(' ').append(line));
    }
}
