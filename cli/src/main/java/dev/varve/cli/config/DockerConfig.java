package dev.varve.cli.config;

import dev.varve.cli.json.JsonFields;
import dev.varve.cli.json.JsonTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The client's `config.json`, in `DOCKER_CONFIG` or `~/.docker`. A file that is not there is an
/// empty one; one that cannot be read is a warning and an empty one, as nothing that it says is
/// needed.
public final class DockerConfig {
    private static final int MAX_FILE = 4 * 1024 * 1024;

    private final Path file;
    private final Map<?, ?> json;

    private DockerConfig(Path file, Map<?, ?> json) {
        this.file = file;
        this.json = json;
    }

    public static DockerConfig load(Map<String, String> environment, Consumer<String> warnings) {
        Path file = file(environment);
        try {
            return new DockerConfig(file, read(file));
        } catch (IOException e) {
            warnings.accept("ignoring " + file + ": " + e.getMessage());
            return new DockerConfig(file, Map.of());
        }
    }

    /// Where the file is, or would be.
    static Path file(Map<String, String> environment) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        return directory.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", "/root"), ".docker/config.json")
                : Path.of(directory, "config.json");
    }

    /// What the file says, empty when there is none.
    static Map<?, ?> read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("it is larger than " + MAX_FILE + " bytes");
            }
            return parse(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Map.of();
        }
    }

    static Map<?, ?> parse(String text) throws IOException {
        try {
            return JsonTree.parse(text) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IOException e) {
            throw new IOException("it is not valid JSON", e);
        }
    }

    Path file() {
        return file;
    }

    Map<?, ?> json() {
        return json;
    }

    /// The format of `image ls`, "" for the usual table.
    public String imagesFormat() {
        return text("imagesFormat");
    }

    /// The format of `container ls`, "" for the usual table.
    public String psFormat() {
        return text("psFormat");
    }

    /// Filters that every prune has to respect, `label!=keep`.
    public List<String> pruneFilters() {
        return JsonFields.texts(json.get("pruneFilters"));
    }

    private String text(String key) {
        return json.get(key) instanceof String text ? text : "";
    }
}
