package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TarEntry;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Each limit that `daemon.json` may set, on a daemon that pulls and loads: what is a little more
/// than it is refused by name, and taken by a daemon whose file says nothing.
final class LimitsTest {
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final String TAR = "application/x-tar";
    private static final String JSON = "application/json";

    @TempDir Path directory;
    private final LoopbackRegistry registry = LoopbackRegistry.start();

    @BeforeEach
    void publish() {
        TestIndex platforms = TestIndex.of(image("amd64"), image("arm64"));
        registry.publish("library/app", "flat", platforms);
        String nested =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}"
                        .formatted(
                                INDEX_TYPE,
                                platforms.mediaType(),
                                platforms.digest(),
                                platforms.bytes().length);
        registry.manifest("library/app", "latest", INDEX_TYPE, nested.getBytes(UTF_8));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /// Of twelve layers, so that its manifest has more than a kibibyte.
    private static TestImage image(String architecture) {
        TestImage.Builder image =
                TestImage.builder()
                        .platform("linux", architecture, "")
                        .label("long", "x".repeat(2000));
        TarBuilder top =
                TarBuilder.pax()
                        .directory("directory")
                        .file("directory/file-of-a-name", "content")
                        .add(
                                TarEntry.file("attributes", "x")
                                        .xattr("user.a", "a".repeat(700))
                                        .xattr("user.b", "b".repeat(700)));
        image.layer(TestLayer.gzip(top));
        for (int layer = 1; layer < 12; layer++) {
            image.layer(TestLayer.gzip(TarBuilder.pax().file("f" + layer, architecture)));
        }
        return image.build();
    }

    private Daemon start(String limits) throws IOException {
        Path file = directory.resolve("daemon.json");
        Files.writeString(
                file,
                """
                {"data-root":"%s","hosts":["unix://%s"],"storage-driver":"vfs","group":"root",
                 "log-level":"error"%s}
                """
                        .formatted(directory.resolve("root"), socket(), limits));
        DaemonOptions options = DaemonOptions.parse("--config-file", file.toString());
        return Daemon.start(options.config(), LocalStore::open);
    }

    private Path socket() {
        return directory.resolve("run/varve.sock");
    }

    private RawClient client() {
        return new RawClient(socket());
    }

    private String name() {
        return registry.host() + "/library/app";
    }

    private String pull() throws IOException {
        return client().post(
                        "/images/create?fromImage=" + name() + "&tag=latest&platform=linux/amd64")
                .body();
    }

    private Answer post(String target, String type, String body) throws IOException {
        return client().request(
                        "POST",
                        target,
                        "Content-Type: "
                                + type
                                + "\r\nContent-Length: "
                                + body.getBytes(UTF_8).length
                                + "\r\n\r\n"
                                + body);
    }

    private static String limit(String key, String value) {
        return ",\"limits\":{\"" + key + "\":" + value + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "manifest-bytes, 1024, manifest",
        "config-bytes,   1024, config",
        "layers,           11, has 12 entries",
        "index-entries,     1, has 2 entries",
        "index-depth,       1, nests deeper",
        "layer-bytes,       7, the size of all files up to here is 8",
        "layer-entries,     2, entries",
        "path-bytes,       23, directory/file-of-a-name",
        "name-bytes,       13, file-of-a-name",
        "pax-bytes,      1024, an extended header",
        "xattr-bytes,     699, attributes",
        "xattrs-bytes,   1399, attributes"
    })
    void aPullOfMoreThanALimitIsRefusedByItsName(String key, String value, String words)
            throws IOException {
        try (Daemon _ = start(limit(key, value))) {
            assertThat(pull())
                    .contains("errorDetail")
                    .contains("limit of " + value)
                    .contains(words);
            assertThat(client().get("/images/json").body()).isEqualTo("[]\n");
        }
        try (Daemon _ = start("")) {
            assertThat(pull()).contains("Status: Downloaded newer image");
        }
        try (Daemon _ = start(limit(key, value))) {
            assertThat(client().get("/images/" + name() + "/json").status())
                    .as("what the store has taken stays readable")
                    .isEqualTo(200);
            assertThat(client().post("/varve/v1/system/check?level=read-data").body())
                    .contains("\"Healthy\":true");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "archive-entries, 2, more entries than the limit of 2",
        "archive-images,  1, 'has 2 images, more than the limit of 1'"
    })
    void aLoadOfMoreThanALimitIsRefusedByItsName(String key, String value, String words)
            throws IOException {
        String archive = archive();
        try (Daemon _ = start(limit(key, value))) {
            assertThat(post("/images/load", TAR, archive).body()).contains(words);
        }
        try (Daemon _ = start("")) {
            assertThat(post("/images/load", TAR, archive).body())
                    .contains("Loaded image: one:1")
                    .contains("Loaded image: two:2");
        }
    }

    /// Two names of one image in two entries of the list.
    private static String archive() {
        TestLayer layer = TestLayer.plain(TarBuilder.pax().file("f", "text").build());
        TestImage image = TestImage.builder().layer(layer).build();
        String entry = "{\"Config\":\"c.json\",\"RepoTags\":[\"%s\"],\"Layers\":[\"layer.tar\"]}";
        byte[] tar =
                TarBuilder.pax()
                        .file("c.json", image.config())
                        .file("layer.tar", layer.blob())
                        .file(
                                "manifest.json",
                                "["
                                        + entry.formatted("one:1")
                                        + ","
                                        + entry.formatted("two:2")
                                        + "]")
                        .build();
        return new String(tar, UTF_8);
    }

    @Test
    void aRequestOfMoreThanTheLimitIsRefusedByItsName() throws IOException {
        String body = "{\"Image\":\"app\"}" + " ".repeat(65_536);
        try (Daemon _ = start(limit("request-bytes", "65536"))) {
            Answer answer = post("/containers/create", JSON, body);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("larger than 65536 bytes");
        }
        try (Daemon _ = start("")) {
            assertThat(post("/containers/create", JSON, body).body()).contains("No such image");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                        | the value of limits must be an object",
                "{\"layer\":1,\"x\":2}     | limits.layer, limits.x",
                "{\"layers\":0}            | limits.layers must be a number from 1 to 10000, not 0",
                "{\"layers\":10001}        | must be a number from 1 to 10000, not 10001",
                "{\"layers\":\"7\"}        | must be a number from 1 to 10000, not \"7\"",
                "{\"layers\":1.5}          | must be a number from 1 to 10000, not 1.5",
                "{\"layers\":null}         | must be a number from 1 to 10000, not null",
                "{\"name-bytes\":256}      | limits.name-bytes must be a number from 1 to 255",
                "{\"layer-bytes\":9223372036854775808} | limits.layer-bytes must be a number from"
                        + " 1",
                "{\"request-bytes\":65535} | limits.request-bytes must be a number from 65536 to"
            })
    void aLimitThatMakesNoSenseStopsTheStart(String limits, String words) {
        assertThatThrownBy(() -> start(",\"limits\":" + limits))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(directory.resolve("daemon.json").toString())
                .hasMessageContaining(words);
        assertThat(directory.resolve("root")).doesNotExist();
    }
}
