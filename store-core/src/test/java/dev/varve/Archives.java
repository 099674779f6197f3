package dev.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.archive.LoadEvent;
import dev.varve.fixtures.image.JsonText;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Archives for tests: those of a store, and those that other programs write.
final class Archives {
    private Archives() {}

    static byte[] save(EngineFixture store, String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.engine.saver().save(List.of(names), Optional.empty(), out);
        return out.toByteArray();
    }

    static List<LoadEvent> load(EngineFixture store, byte[] archive) {
        List<LoadEvent> events = new ArrayList<>();
        store.engine
                .loader()
                .load(new ByteArrayInputStream(archive), Optional.empty(), events::add);
        return events;
    }

    /// What an archive holds, in its order; directories are left out.
    static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                if (entry.isFile() && entries.put(entry.getName(), tar.readAllBytes()) != null) {
                    throw new AssertionError(entry.getName() + " is in the archive twice");
                }
            }
        }
        return entries;
    }

    static String text(byte[] archive, String name) throws IOException {
        return new String(entries(archive).get(name), UTF_8);
    }

    /// Digests of every blob of a store.
    static Set<String> blobs(EngineFixture store) throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve("blobs/sha256"))) {
            return new TreeSet<>(files.map(file -> "sha256:" + file.getFileName()).toList());
        }
    }

    /// One image as docker before 25 saves it: a directory for each layer, the list last.
    static TarBuilder docker24(TestImage image, String... tags) {
        TarBuilder tar = TarBuilder.gnu();
        tar.file(hex(image.configDigest()) + ".json", image.config());
        List<Object> layers = new ArrayList<>();
        for (TestLayer layer : image.layers()) {
            String directory = hex(layer.diffId());
            tar.directory(directory).file(directory + "/VERSION", "1.0");
            tar.file(directory + "/json", "{}").file(directory + "/layer.tar", layer.tar());
            layers.add(directory + "/layer.tar");
        }
        return tar.file("manifest.json", list(hex(image.configDigest()) + ".json", layers, tags));
    }

    /// `manifest.json` with one image.
    static String list(String config, List<Object> layers, String... tags) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("Config", config);
        item.put("RepoTags", List.of((Object[]) tags));
        item.put("Layers", layers);
        return JsonText.of(List.of(item));
    }

    static String hex(String digest) {
        return digest.substring("sha256:".length());
    }
}
