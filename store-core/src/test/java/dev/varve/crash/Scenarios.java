package dev.varve.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.archive.ImportRequest;
import dev.varve.container.CommitRequest;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.fixtures.image.JsonText;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TarEntry;
import dev.varve.fixtures.image.TestArtifact;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageFilters;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.pull.PullRequest;
import dev.varve.push.PushRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Every operation that changes a store, on an image of three layers with every kind of entry.
///
/// `-Dvarve.crash.entries=N` gives each of the three N more directories, with one entry of each
/// kind in them.
final class Scenarios {
    private static final int ENTRIES = Integer.getInteger("varve.crash.entries", 0);

    private static final TestLayer BASE =
            TestLayer.gzip(
                    more("base")
                            .directory("etc")
                            .file("etc/os-release", "ID=demo\n")
                            .file("etc/old", "x".repeat(5000))
                            .directory("opaque")
                            .file("opaque/below", "1")
                            .add(TarEntry.file("bin", "#!".repeat(9000)).mode(04755).owner(0, 5))
                            .hardLink("bin-again", "bin")
                            .symlink("sh", "bin"));
    private static final TestLayer MIDDLE =
            TestLayer.gzip(
                    without("base", more("middle"))
                            .directory("etc")
                            .whiteout("etc/old")
                            .add(TarEntry.directory("dev").mode(01777))
                            .add(TarEntry.characterDevice("dev/null", 1, 3))
                            .add(TarEntry.blockDevice("dev/disk", 8, 1))
                            .add(TarEntry.fifo("dev/pipe"))
                            .add(TarEntry.file("marked", "m").xattr("user.k", "v")));
    private static final TestLayer TOP =
            TestLayer.gzip(
                    without("middle", more("top"))
                            .directory("opaque")
                            .opaque("opaque")
                            .file("opaque/new", "2")
                            .add(TarEntry.file("owned", "o".repeat(70_000)).owner(1000, 1000)));
    static final TestImage IMAGE = image("1", BASE, MIDDLE, TOP);
    static final TestImage SUCCESSOR = image("2", BASE, TOP);

    /// Enough for a mark while it arrives, and so that it cannot be made smaller.
    static final TestImage MUCH =
            image("3", TestLayer.gzip(TarBuilder.pax().file("much", noise(3_000_000))));

    static final TestArtifact CHART = TestArtifact.chart("c".repeat(20_000));

    private Scenarios() {}

    private static TarBuilder more(String name) {
        TarBuilder tar = TarBuilder.pax();
        for (int i = 0; i < ENTRIES; i++) {
            String directory = name + "-" + i;
            tar.add(TarEntry.directory(directory).mode(02750).owner(7, i))
                    .add(TarEntry.file(directory + "/file", "f".repeat(100 * i)).owner(i, 8))
                    .add(TarEntry.file(directory + "/marked", "m").xattr("user.k", "v" + i))
                    .add(TarEntry.file(directory + "/gone", "g".repeat(5000)))
                    .hardLink(directory + "/linked", directory + "/file")
                    .symlink(directory + "/pointed", "file")
                    .add(TarEntry.characterDevice(directory + "/null", 1, 3))
                    .add(TarEntry.fifo(directory + "/pipe"));
        }
        return tar;
    }

    /// Takes from what [#more] gave a layer below: from every other directory one file, of the
    /// others everything.
    private static TarBuilder without(String below, TarBuilder tar) {
        for (int i = 0; i < ENTRIES; i++) {
            String directory = below + "-" + i;
            tar.directory(directory);
            if (i % 2 == 0) {
                tar.whiteout(directory + "/gone");
            } else {
                tar.opaque(directory);
            }
        }
        return tar;
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(6).nextBytes(bytes);
        return bytes;
    }

    private static TestImage image(String mark, TestLayer... layers) {
        TestImage.Builder builder = TestImage.builder().label("mark", mark).cmd("/bin");
        for (TestLayer layer : layers) {
            builder.layer(layer);
        }
        return builder.build();
    }

    /// Those that `-Dvarve.crash.operation=NAME,…` asks for; all without it.
    static List<Scenario> chosen() {
        String names = System.getProperty("varve.crash.operation", "");
        List<String> some = List.of(names.split(",", -1));
        return all().stream().filter(s -> names.isEmpty() || some.contains(s.name())).toList();
    }

    static List<Scenario> all() {
        return List.of(
                Scenario.of("pull", Scenario.NOTHING, store -> pull(store, "app")),
                Scenario.of(
                        "pull over a name",
                        store -> {
                            pull(store, "next");
                            tag(store, "next", "app");
                            untag(store, "next");
                        },
                        store -> pull(store, "app")),
                Scenario.of("pull of much", Scenario.NOTHING, store -> pull(store, "much")),
                Scenario.of("load", Scenario.NOTHING, Scenarios::load),
                Scenario.of("import", Scenario.NOTHING, Scenarios::importTar),
                Scenario.of("pull of an artifact", Scenario.NOTHING, store -> pull(store, "chart")),
                Scenario.of(
                        "rm of an artifact",
                        store -> {
                            pulled(store);
                            pull(store, "chart");
                        },
                        store -> untag(store, "chart")),
                Scenario.of(
                        "push",
                        store -> {
                            pulled(store);
                            tag(store, "app", store.registry().getAuthority() + "/pushed/app:v1");
                        },
                        Scenarios::push),
                Scenario.of("tag", Scenarios::pulled, store -> tag(store, "app", "other:v1")),
                Scenario.of(
                        "untag",
                        store -> {
                            pulled(store);
                            tag(store, "app", "other:v1");
                        },
                        store -> untag(store, "other:v1")),
                Scenario.of("rm", Scenarios::pulled, store -> untag(store, "app")),
                Scenario.of(
                        "prune",
                        store -> {
                            pulled(store);
                            pull(store, "next");
                            tag(store, "next", "app");
                        },
                        store -> store.engine().pruner().prune(ImageFilters.NONE)),
                Scenario.of("container create", Scenarios::pulled, Scenarios::create),
                Scenario.of("container commit", Scenarios::changed, Scenarios::commit),
                Scenario.of(
                        "container rm",
                        Scenarios::changed,
                        store -> store.engine().containers().remove("web", false)),
                Scenario.of(
                        "mount",
                        Scenarios::changed,
                        store -> store.engine().containers().mount("web")),
                new Scenario(
                        "unmount",
                        Scenarios::changed,
                        store -> store.engine().containers().mount("web"),
                        store -> store.engine().containers().unmount("web")),
                Scenario.of(
                        "image mount",
                        Scenarios::pulled,
                        store -> store.engine().imageMounts().mount("app")),
                new Scenario(
                        "image unmount",
                        Scenarios::pulled,
                        store -> store.engine().imageMounts().mount("app"),
                        store -> store.engine().imageMounts().unmount("app")),
                new Scenario(
                        "index rebuild",
                        Scenarios::changed,
                        CrashStore::loseIndex,
                        store -> store.engine().rebuildIndex()));
    }

    private static Reference name(String text) {
        return ReferenceParser.parseNormalized(text).withDefaultTag();
    }

    static void pulled(CrashStore store) {
        pull(store, "app");
    }

    private static void pull(CrashStore store, String name) {
        store.engine()
                .puller()
                .pull(
                        new PullRequest(name(name), Optional.empty(), new Credentials.Anonymous()),
                        _ -> {});
    }

    private static void push(CrashStore store) {
        String target = store.registry().getAuthority() + "/pushed/app:v1";
        store.engine()
                .pusher()
                .push(
                        new PushRequest(
                                name(target), Optional.empty(), new Credentials.Anonymous()),
                        _ -> {});
    }

    private static void tag(CrashStore store, String from, String to) {
        store.engine().images().tag(from, name(to));
    }

    private static void untag(CrashStore store, String name) {
        store.engine().remover().remove(name, false, false);
    }

    private static void load(CrashStore store) {
        TarBuilder tar = TarBuilder.gnu();
        List<Object> layers = new ArrayList<>();
        for (TestLayer layer : IMAGE.layers()) {
            String file = layer.diffId().substring(7) + "/layer.tar";
            tar.file(file, layer.tar());
            layers.add(file);
        }
        String config = IMAGE.configDigest().substring(7) + ".json";
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("Config", config);
        item.put("RepoTags", List.of("app:latest"));
        item.put("Layers", layers);
        byte[] archive =
                tar.file(config, IMAGE.config())
                        .file("manifest.json", JsonText.of(List.of(item)).getBytes(UTF_8))
                        .build();
        store.engine().loader().load(new ByteArrayInputStream(archive), Optional.empty(), _ -> {});
    }

    private static void importTar(CrashStore store) {
        store.engine()
                .importer()
                .importStream(
                        new ImportRequest(
                                Optional.of(name("flat")),
                                "",
                                DockerfileChanges.parse(List.of()),
                                Optional.empty()),
                        new ByteArrayInputStream(BASE.tar()));
    }

    private static void create(CrashStore store) {
        store.engine()
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of("web"),
                                RunConfig.EMPTY.with(RunField.IMAGE, "app"),
                                HostConfig.EMPTY));
    }

    /// A container with something in its layer.
    private static void changed(CrashStore store) throws IOException {
        pulled(store);
        create(store);
        Path root = store.engine().containers().mount("web");
        Files.writeString(root.resolve("own"), "w".repeat(3000));
        Files.delete(root.resolve("sh"));
        FileTime time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(root.resolve("own"), time);
        store.engine().containers().unmount("web");
    }

    private static void commit(CrashStore store) {
        store.engine()
                .commit()
                .commit(
                        new CommitRequest(
                                "web",
                                Optional.of(name("mine")),
                                "",
                                "",
                                Optional.empty(),
                                DockerfileChanges.parse(List.of())));
    }
}
