package dev.varve.storage.zfs;

import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.disk.Verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The datasets of the layers, `<parent>/<key>`. Ours are those that have the user property
/// [#KIND]; all others are never touched.
///
/// Only what OpenZFS and zfs-fuse both know is used.
///
/// @param parent name of the dataset that they are in
record ZfsDatasets(ZfsCommand command, String parent, ZfsLayout layout) {
    private static final String KIND = "varve:kind";
    private static final String SNAPSHOT = "@varve";
    private static final String COLUMNS = "name," + KIND + ",origin,mountpoint";

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    enum Kind {
        LAYER,
        WRITABLE
    }

    /// @param origin the layer whose snapshot it is a clone of
    record Dataset(LayerKey key, Kind kind, Optional<LayerKey> origin, String mountPoint) {}

    String name(LayerKey key) {
        return parent + "/" + key;
    }

    List<Dataset> list() throws IOException {
        String text =
                command.zfs("list", "-H", "-d", "1", "-t", "filesystem", "-o", COLUMNS, parent);
        return parse(text);
    }

    Optional<Dataset> find(LayerKey key) throws IOException {
        return find(List.of(key)).stream().findFirst();
    }

    /// Those of the layers that there are.
    List<Dataset> find(Collection<LayerKey> keys) throws IOException {
        List<String> words = new ArrayList<>(List.of("list", "-H", "-o", COLUMNS));
        keys.forEach(key -> words.add(name(key)));
        ZfsCommand.Answer answer = command.tryZfs(words.toArray(String[]::new));
        if (!answer.isGood() && !answer.complains("does not exist")) {
            throw answer.failure();
        }
        return parse(answer.text());
    }

    private List<Dataset> parse(String text) {
        List<Dataset> datasets = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split("\t", 4);
            Optional<LayerKey> key = key(fields[0]);
            if (fields.length == 4 && key.isPresent() && !fields[1].equals("-")) {
                Kind kind = fields[1].equals(text(Kind.WRITABLE)) ? Kind.WRITABLE : Kind.LAYER;
                datasets.add(new Dataset(key.get(), kind, origin(fields[2]), fields[3]));
            }
        }
        return datasets;
    }

    private Optional<LayerKey> key(String name) {
        String prefix = parent + "/";
        return name.startsWith(prefix) && LayerKey.isKey(name.substring(prefix.length()))
                ? Optional.of(new LayerKey(name.substring(prefix.length())))
                : Optional.empty();
    }

    private Optional<LayerKey> origin(String snapshot) {
        return snapshot.endsWith(SNAPSHOT)
                ? key(snapshot.substring(0, snapshot.length() - SNAPSHOT.length()))
                : Optional.empty();
    }

    private static String text(Kind kind) {
        return kind == Kind.WRITABLE ? "writable" : "layer";
    }

    /// Makes a dataset: a clone of the origin, or an empty one. Durable when this returns.
    void make(LayerKey key, Kind kind, Optional<LayerKey> origin, OptionalLong quota)
            throws IOException {
        List<String> words = new ArrayList<>();
        words.add(origin.isPresent() ? "clone" : "create");
        option(words, KIND, text(kind));
        option(words, "canmount", "noauto");
        option(words, "mountpoint", layout.mountPoint(key).toString());
        // What a root file system needs, whatever the parent dataset's own files are restricted to.
        for (String needed : List.of("setuid", "devices", "exec")) {
            option(words, needed, "on");
        }
        option(words, "readonly", "off");
        if (origin.isEmpty()) {
            // Names are any bytes. A clone has these from its origin.
            option(words, "utf8only", "off");
            option(words, "normalization", "none");
            option(words, "casesensitivity", "sensitive");
        }
        if (quota.isPresent()) {
            option(words, "quota", Long.toString(quota.getAsLong()));
        }
        origin.ifPresent(from -> words.add(name(from) + SNAPSHOT));
        words.add(name(key));
        announce(key, words.toArray(String[]::new));
        command.zfs(words.toArray(String[]::new));
    }

    private static void option(List<String> words, String property, String value) {
        words.add("-o");
        words.add(property + "=" + value);
    }

    /// Takes the snapshot that children are cloned from, unless it is there already. Returns when
    /// all that was written to the dataset is on the disk.
    void snapshot(LayerKey key) throws IOException {
        announce(key, "snapshot");
        ZfsCommand.Answer answer = command.tryZfs("snapshot", name(key) + SNAPSHOT);
        if (!answer.isGood() && !answer.complains("already exists")) {
            throw answer.failure();
        }
    }

    void mount(LayerKey key, boolean readOnly) throws IOException {
        announce(key, "mount");
        ZfsCommand.Answer answer =
                whileBusy(
                        readOnly
                                ? new String[] {"mount", "-o", "ro,nodev,nosuid", name(key)}
                                : new String[] {"mount", name(key)});
        if (!answer.isGood()) {
            throw answer.failure();
        }
    }

    void moveMountPoint(LayerKey key, Path to) throws IOException {
        announce(key, "set", "mountpoint=" + to);
        command.zfs("set", "mountpoint=" + to, name(key));
    }

    /// Destroys a dataset with its snapshots. Never by force, and never with what was cloned from
    /// it.
    ZfsCommand.Answer destroy(LayerKey key) throws IOException {
        announce(key, "destroy");
        return whileBusy("destroy", "-r", name(key));
    }

    private void announce(LayerKey key, String... words) throws IOException {
        Disk.step(Verb.RUN, layout.mountPoint(key), "zfs " + String.join(" ", words));
    }

    /// Runs `zfs` on a dataset that is not mounted any more: zfs-fuse hears of that a moment later.
    private ZfsCommand.Answer whileBusy(String... arguments) throws IOException {
        long start = System.nanoTime();
        while (true) {
            ZfsCommand.Answer answer = command.tryZfs(arguments);
            if (!answer.complains("busy") || System.nanoTime() - start > PATIENCE_NANOS) {
                return answer;
            }
            ZfsUnmount.pause(20);
        }
    }
}
