package dev.varve.storage.overlay;

import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The files of a layer's directory and the short links under `l/`.
///
/// The links exist because a mount's options have to fit into one page.
///
/// @param driver its name, for messages
record OverlayLayout(String driver, DriverHome home) {
    /// The kernel takes more, dockerd's own limit is this.
    private static final int DEEPEST = 128;

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Pattern LINK = Pattern.compile("[A-Z2-7]{26}");
    private static final SecureRandom RANDOM = new SecureRandom();

    Path links() {
        return home.path().resolve("l");
    }

    /// Where a layer stays: a committed one, or a writable one.
    Path published(LayerKey key) {
        return home.path().resolve(key.value());
    }

    Path diff(LayerKey key) throws IOException {
        return layer(key).resolve("diff");
    }

    Path work(LayerKey key) {
        return published(key).resolve("work");
    }

    Path merged(LayerKey key) {
        return published(key).resolve("merged");
    }

    /// Is there while a writable layer is attached, or was when the machine went down.
    Path attached(LayerKey key) {
        return published(key).resolve("attached");
    }

    boolean isWritable(LayerKey key) {
        return Files.isDirectory(published(key)) && !Files.exists(marker(key));
    }

    boolean isCommitted(LayerKey key) {
        return Files.exists(marker(key));
    }

    private Path marker(LayerKey key) {
        return published(key).resolve("committed");
    }

    /// Whether a mount that an earlier process left belongs to a writable layer that is attached:
    /// its own, or one that somebody has made in it.
    ///
    /// @param mounted its path from `home`
    static boolean isOfAttached(Path home, String mounted) {
        if (!mounted.matches("(?s)[0-9a-f]{64}/(merged|diff)(/.*)?")) {
            return false;
        }
        Path layer = home.resolve(mounted.substring(0, 64));
        return Files.exists(layer.resolve("attached")) && !Files.exists(layer.resolve("committed"));
    }

    /// The layer's directory, staged or not.
    Path layer(LayerKey key) throws IOException {
        Path staged = home.staged(key);
        Path layer = Files.isDirectory(staged) ? staged : published(key);
        if (!Files.isDirectory(layer)) {
            throw new NoSuchFileException(layer.toString(), null, "there is no such layer");
        }
        return layer;
    }

    static String newLink() {
        StringBuilder link = new StringBuilder(26);
        for (int i = 0; i < 26; i++) {
            link.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return link.toString();
    }

    String link(LayerKey key) throws IOException {
        return Files.readString(layer(key).resolve("link"));
    }

    /// What the `lower` file of a child of `parent` says.
    String lowerBelow(LayerKey parent) throws IOException {
        Path lower = layer(parent).resolve("lower");
        String own = "l/" + link(parent);
        String all = Files.exists(lower) ? own + ":" + Files.readString(lower) : own;
        if (all.split(":").length > DEEPEST) {
            throw new IOException(
                    "cannot stack a layer on "
                            + parent
                            + ": max depth exceeded, "
                            + driver
                            + " stacks at most "
                            + DEEPEST
                            + " layers");
        }
        return all;
    }

    /// `l/<link>` of all parents, the nearest first; empty for a base layer.
    List<String> lowers(LayerKey key) throws IOException {
        Path lower = layer(key).resolve("lower");
        return Files.exists(lower) ? List.of(Files.readString(lower).split(":")) : List.of();
    }

    Optional<LayerKey> parent(LayerKey key) throws IOException {
        List<String> lowers = lowers(key);
        return lowers.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new LayerKey(
                                resolve(lowers.getFirst()).getParent().getFileName().toString()));
    }

    /// Makes a layer's short link; one that is there is right.
    void publishLink(LayerKey key) throws IOException {
        Path link = links().resolve(link(key));
        if (!Files.isSymbolicLink(link)) {
            Disk.createSymbolicLink(link, Path.of("..", key.value(), "diff"));
        }
    }

    /// Removes the short link of a layer's directory. Where a full disk has cut the file that names
    /// it, there is none yet.
    void removeLink(Path layer) throws IOException {
        Optional<String> name = DriverHome.readIfPresent(layer.resolve("link"));
        if (name.isPresent() && LINK.matcher(name.get()).matches()) {
            Disk.deleteIfExists(links().resolve(name.get()));
        }
    }

    /// Makes the short links that a crash between a commit's renames and its links has left out.
    void repairLinks() throws IOException {
        for (LayerKey key : DriverHome.keysIn(home.path())) {
            if (Files.exists(published(key).resolve("link"))) {
                publishLink(key);
            }
        }
    }

    /// What is wrong with the files about a committed layer.
    List<String> flaws(LayerKey key, Optional<LayerKey> parent) throws IOException {
        List<String> flaws = new ArrayList<>();
        Path layer = published(key);
        String link = DriverHome.readIfPresent(layer.resolve("link")).orElse("");
        if (!LINK.matcher(link).matches()) {
            flaws.add("the file " + layer.resolve("link") + " does not hold a short name");
        } else if (!leadsTo(links().resolve(link), key)) {
            flaws.add("the link " + links().resolve(link) + " does not lead to its files");
        }
        Optional<String> lower = DriverHome.readIfPresent(layer.resolve("lower"));
        if (!lower.equals(expectedLower(parent))) {
            flaws.add(
                    "the file "
                            + layer.resolve("lower")
                            + " does not name the layers below it, so it is mounted with others");
        }
        return flaws;
    }

    /// Exchanges the files of two layers, and writes again what the driver keeps about the first.
    void replace(LayerKey damaged, Optional<LayerKey> parent, LayerKey fresh) throws IOException {
        Path layer = DriverHome.makeDirectory(published(damaged), 0710);
        DriverHome.exchange(
                published(fresh).resolve("diff"),
                DriverHome.makeDirectory(layer.resolve("diff"), 0755));
        Optional<String> lower = expectedLower(parent);
        if (lower.isPresent()) {
            DriverHome.makeDirectory(layer.resolve("work"), 0700);
            replaceFile(layer.resolve("lower"), lower.get(), 0644);
        } else {
            Disk.deleteIfExists(layer.resolve("lower"));
        }
        mendLink(damaged);
        replaceFile(
                layer.resolve("layer.json"),
                Files.readString(published(fresh).resolve("layer.json")),
                0644);
        DriverHome.writeDurableFile(marker(damaged), "", 0600);
        for (Path directory : List.of(published(fresh), layer, links(), home.path())) {
            DriverHome.flushNames(directory);
        }
    }

    /// What lies on a layer names it by its short link, so that is kept if it can be found.
    private void mendLink(LayerKey key) throws IOException {
        List<String> leading = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(links())) {
            for (Path link : links) {
                if (leadsTo(link, key)) {
                    leading.add(link.getFileName().toString());
                }
            }
        }
        Path file = published(key).resolve("link");
        String name =
                DriverHome.readIfPresent(file)
                        .filter(own -> LINK.matcher(own).matches())
                        .filter(own -> leading.isEmpty() || leading.contains(own))
                        .or(() -> leading.stream().findFirst())
                        .orElseGet(OverlayLayout::newLink);
        replaceFile(file, name, 0644);
        if (!leading.contains(name)) {
            Disk.deleteIfExists(links().resolve(name));
            Disk.createSymbolicLink(links().resolve(name), Path.of("..", key.value(), "diff"));
        }
    }

    private void replaceFile(Path file, String text, int mode) throws IOException {
        Path written = home.staging().resolve("replacing-" + file.getParent().getFileName());
        DriverHome.writeDurableFile(written, text, mode);
        Disk.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean leadsTo(Path link, LayerKey key) throws IOException {
        return Files.isSymbolicLink(link)
                && Files.readSymbolicLink(link).equals(Path.of("..", key.value(), "diff"));
    }

    /// Empty also when the layer below has lost its own files, which is told of that one.
    private Optional<String> expectedLower(Optional<LayerKey> parent) throws IOException {
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        Path below = published(parent.get());
        Optional<String> link = DriverHome.readIfPresent(below.resolve("link"));
        Optional<String> rest = DriverHome.readIfPresent(below.resolve("lower"));
        return link.map(own -> "l/" + own + rest.map(all -> ":" + all).orElse(""));
    }

    Path resolve(String lower) throws IOException {
        Path target = Files.readSymbolicLink(home.path().resolve(lower));
        return links().resolve(target).normalize();
    }
}
