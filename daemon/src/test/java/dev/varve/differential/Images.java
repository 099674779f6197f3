package dev.varve.differential;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TarEntry;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The images that the scenarios are about. No two were made in the same second, since dockerd
/// lists such in any order.
final class Images {
    /// By the first twelve digits.
    private static final Map<String, String> DIGESTS = new TreeMap<>();

    private static final IdentityHashMap<Object, String> NAMES = new IdentityHashMap<>();

    private static final TestLayer ROOTFS =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .directory("etc")
                            .file("etc/os-release", "NAME=base\n")
                            .directory("bin")
                            .file("bin/sh", "x".repeat(1000))
                            .symlink("bin/ash", "sh"));

    /// One layer, no labels.
    static final TestImage BASE =
            named("base", from("2021-01-01T00:00:00Z").layer(ROOTFS).cmd("sh"));

    /// Another layer upon [#BASE]; labels, environment, empty history entries.
    static final TestImage APP =
            named(
                    "app",
                    from("2022-02-02T02:02:02.123456789Z")
                            .layer(ROOTFS, "ADD rootfs.tar / # buildkit")
                            .emptyLayer("ENV PATH=/bin")
                            .layer(file("main", 5000), "/bin/sh -c\tmake\tinstall && rm -rf /tmp/*")
                            .emptyLayer("CMD [\"/main\" \"--serve\"]")
                            .env("PATH=/bin")
                            .env("MODE=fast")
                            .cmd("/main", "--serve")
                            .label("stage", "prod")
                            .label("vendor", "acme"));

    /// What [#APP] becomes later: the same base, another top layer.
    static final TestImage APP2 =
            named(
                    "app2",
                    from("2023-03-03T03:03:03Z")
                            .layer(ROOTFS)
                            .layer(file("main", 6000), "RUN make")
                            .label("stage", "test")
                            .label("vendor", "acme"));

    /// A third layer upon those of [#APP].
    static final TestImage SUB =
            named(
                    "sub",
                    from("2022-12-12T12:12:12Z")
                            .layer(ROOTFS)
                            .layer(file("main", 5000))
                            .layer(file("plugin", 300)));

    /// Made a nanosecond after [#APP].
    static final TestImage NEXT =
            named("next", from("2022-02-02T02:02:02.123456790Z").layer(file("next", 11)));

    /// Shares nothing with any other.
    static final TestImage LONE =
            named(
                    "lone",
                    from("2020-06-06T06:06:06Z")
                            .layer(file("lone", 70_000))
                            .label("stage", "")
                            .label("maintainer", "a=b c"));

    /// Its program can run, and stays until it is killed.
    static final TestImage PAUSE =
            named(
                    "pause",
                    from("2024-04-04T04:04:04Z")
                            .layer(
                                    TestLayer.gzip(
                                            TarBuilder.pax()
                                                    .add(
                                                            TarEntry.file(
                                                                            "pause",
                                                                            PauseProgram.bytes())
                                                                    .mode(0755))
                                                    .directory("data")
                                                    .file("data/one", "one\n")
                                                    .file("data/two", "two\n")))
                            .cmd("/pause"));

    /// In OCI's media types, with a layer that is not compressed.
    static final TestImage OCI =
            named(
                    "oci",
                    from("2019-01-01T00:00:00Z")
                            .format(TestImage.Format.OCI)
                            .layer(TestLayer.plain(tar("oci", 10))));

    /// For another machine.
    static final TestImage ARM =
            named(
                    "arm",
                    from("2018-01-01T00:00:00Z")
                            .platform("linux", "arm64", "v8")
                            .layer(file("arm", 20)));

    /// [#APP] or [#ARM], as the machine is.
    static final TestIndex MULTI = named("multi", TestIndex.of(ARM, APP));

    /// A list in Docker's media types that has nothing for this machine.
    static final TestIndex ARM_ONLY = named("armlist", TestIndex.of(TestImage.Format.DOCKER, ARM));

    /// Nobody knows when it was made.
    static final TestImage UNDATED =
            named("undated", from("2000-01-01T00:00:00Z").layer(file("u", 30)).withoutCreated());

    /// Has neither environment nor labels, for want of a `config`.
    static final TestImage BARE =
            named("bare", from("2017-01-01T00:00:00Z").layer(file("bare", 40)).withoutConfig());

    static final TestImage NO_HISTORY =
            named(
                    "nohistory",
                    from("2016-01-01T00:00:00Z")
                            .layer(file("n1", 50))
                            .layer(file("n2", 60))
                            .withoutHistory());

    /// Its history tells of more layers than there are.
    static final TestImage LONG_HISTORY =
            named(
                    "longhistory",
                    from("2015-01-01T00:00:00Z")
                            .layer(file("l", 70))
                            .history(Map.of("created_by", "RUN it"))
                            .history(Map.of("created_by", "RUN it again")));

    /// The same layer twice.
    static final TestImage TWICE =
            named("twice", from("2014-01-01T00:00:00Z").layer(file("t", 80)).layer(file("t", 80)));

    /// Everything that a config can say.
    static final TestImage RICH =
            named(
                    "rich",
                    from("2012-01-01T00:00:00Z")
                            .layer(file("rich", 90))
                            .history(
                                    Map.of(
                                            "created",
                                            "2012-01-01T00:00:00Z",
                                            "created_by",
                                            "CMD <a> & \"b\" äöü",
                                            "author",
                                            "somebody",
                                            "comment",
                                            "a comment",
                                            "empty_layer",
                                            true))
                            .document("author", "Some Body <some@body>")
                            .document("docker_version", "1.2.3")
                            .document("container", "c".repeat(64))
                            .env("GREETING=good day")
                            .config("Entrypoint", List.of("/bin/entry", "-x"))
                            .config("User", "1000:1000")
                            .config("WorkingDir", "/work dir")
                            .config("ExposedPorts", Map.of("80/tcp", Map.of()))
                            .config("Volumes", Map.of("/data", Map.of()))
                            .config("StopSignal", "SIGTERM")
                            .config("OnBuild", List.of("RUN x"))
                            .config("Shell", List.of("/bin/zsh", "-c"))
                            .config(
                                    "Healthcheck",
                                    Map.of("Test", List.of("CMD", "true"), "Interval", 1000000000))
                            .label("org.opencontainers.image.title", "Rich <&> \"quoted\" äöü")
                            .label("empty", ""));

    /// Whiteouts, hard links, long names: what does and does not count in a size.
    static final TestImage TREE =
            named(
                    "tree",
                    from("2011-01-01T00:00:00Z")
                            .layer(ROOTFS)
                            .layer(
                                    TestLayer.gzip(
                                            TarBuilder.pax()
                                                    .whiteout("bin/ash")
                                                    .opaque("etc")
                                                    .file("etc/new", "12345")
                                                    .hardLink("etc/link", "etc/new")
                                                    .file("n".repeat(200), "7654321")
                                                    .symlink("to", "etc/new"))));

    /// A layer without a byte of content.
    static final TestImage HOLLOW =
            named(
                    "hollow",
                    from("2010-01-01T00:00:00Z")
                            .layer(TestLayer.gzip(TarBuilder.pax().directory("empty"))));

    private static final TestLayer TWINS = file("twins", 200);

    /// Shares a layer with [#TWIN_TWO] and with no other.
    static final TestImage TWIN_ONE =
            named("twin one", from("2009-01-01T00:00:00Z").layer(TWINS).layer(file("one", 1)));

    static final TestImage TWIN_TWO =
            named("twin two", from("2009-02-02T00:00:00Z").layer(TWINS).layer(file("two", 2)));

    /// From before the command line believes a date.
    static final TestImage OLD = named("old", from("1999-12-31T23:59:59Z").layer(file("old", 100)));

    private Images() {}

    /// @param hex a digest, or its first twelve digits
    static Optional<String> nameOfDigest(String hex) {
        return Optional.ofNullable(DIGESTS.get(hex.substring(0, 12)));
    }

    static String nameOf(Object image) {
        return NAMES.getOrDefault(image, "an image");
    }

    /// The first twelve digits of an image ID.
    static String shortId(TestImage image) {
        return hex(image.configDigest()).substring(0, 12);
    }

    static String hex(String digest) {
        return digest.substring("sha256:".length());
    }

    static TestImage.Builder from(String created) {
        return TestImage.builder().created(Instant.parse(created));
    }

    static TestLayer file(String name, int size) {
        return TestLayer.gzip(tar(name, size));
    }

    /// @param name short, and another than those of all other images
    static TestImage named(String name, TestImage.Builder builder) {
        TestImage image = builder.build();
        NAMES.put(image, name);
        know(image.configDigest(), name);
        know(image.manifestDigest(), name + " manifest");
        String chain = "";
        for (int i = 0; i < image.layers().size(); i++) {
            TestLayer layer = image.layers().get(i);
            String diffId = layer.diffId();
            chain = chain.isEmpty() ? diffId : sha256(chain + " " + diffId);
            know(layer.digest(), name + " blob " + i);
            know(chain, name + " chain " + i);
            know(diffId, name + " diff " + i);
        }
        return image;
    }

    private static TestIndex named(String name, TestIndex index) {
        NAMES.put(index, name);
        know(index.digest(), name + " index");
        return index;
    }

    private static byte[] tar(String name, int size) {
        return TarBuilder.pax().file(name, name.repeat(size).substring(0, size)).build();
    }

    private static void know(String digest, String name) {
        DIGESTS.putIfAbsent(hex(digest).substring(0, 12), name);
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256:" + HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
