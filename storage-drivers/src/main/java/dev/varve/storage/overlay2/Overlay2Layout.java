package dev.varve.storage.overlay2;

import dev.varve.storage.LayerKey;
import dev.varve.storage.home.DriverHome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// The files of a layer's directory and the short links under `l/`.
///
/// The links exist because a mount's options have to fit into one page.
record Overlay2Layout(DriverHome home) {
    /// The kernel takes more, dockerd's own limit is this.
    private static final int DEEPEST = 128;

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    Path links() {
        return home.path().resolve("l");
    }

    Path committed(LayerKey key) {
        return home.path().resolve(key.value());
    }

    /// The layer's directory, committed or not.
    Path layer(LayerKey key) throws IOException {
        Path staged = home.staged(key);
        Path layer = Files.isDirectory(staged) ? staged : committed(key);
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
                            + ": max depth exceeded, overlay2 stacks at most "
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

    /// Makes a committed layer's short link; one that is there is right.
    void publishLink(LayerKey key) throws IOException {
        Path link = links().resolve(link(key));
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, Path.of("..", key.value(), "diff"));
        }
    }

    /// Makes the short links that a crash between a commit's renames and its links has left out.
    void repairLinks() throws IOException {
        for (LayerKey key : DriverHome.keysIn(home.path())) {
            if (Files.exists(committed(key).resolve("link"))) {
                publishLink(key);
            }
        }
    }

    Path resolve(String lower) throws IOException {
        Path target = Files.readSymbolicLink(home.path().resolve(lower));
        return links().resolve(target).normalize();
    }
}
