package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;

import dev.varve.cli.exit.ExitCode;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.DockerRegistry;
import dev.varve.fixtures.registry.TestAuthority;
import dev.varve.fixtures.registry.TokenServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Pushes to Debian's `docker-registry`, by Varve's command line and by docker's, and the way of an
/// image through everything: pulled, saved, loaded into another store, pushed to another registry.
/// Needs `docker-registry` and `docker` on the path.
@Tag("docker")
@Timeout(300)
final class PushIT {
    private static final byte[] BASE = TarBuilder.pax().directory("etc").build();
    private static final byte[] TOP = TarBuilder.pax().file("etc/app", "y".repeat(100_000)).build();
    private static final TestImage SCHEMA2 =
            TestImage.builder().layer(TestLayer.gzip(BASE)).layer(TestLayer.gzip(TOP)).build();
    private static final TestImage OCI =
            TestImage.builder()
                    .format(TestImage.Format.OCI)
                    .layer(TestLayer.gzip(BASE))
                    .layer(TestLayer.gzip(TOP))
                    .build();
    private static final TestImage ZSTD =
            TestImage.builder()
                    .format(TestImage.Format.OCI)
                    .layer(TestLayer.of(BASE, Zstd.compress(BASE), TestLayer.Compression.ZSTD))
                    .layer(TestLayer.plain(TOP))
                    .build();
    private static final TestImage ELSEWHERE =
            TestImage.builder()
                    .format(TestImage.Format.OCI)
                    .platform("linux", "s390x", "")
                    .layer(TestLayer.gzip(TarBuilder.pax().file("s390x", "1")))
                    .build();
    private static final String ACCEPT =
            "application/vnd.oci.image.index.v1+json,"
                    + "application/vnd.oci.image.manifest.v1+json,"
                    + "application/vnd.docker.distribution.manifest.v2+json,"
                    + "application/vnd.docker.distribution.manifest.list.v2+json";

    @TempDir Path directory;
    private Path certificates;
    private Path config;
    private VarvedProcess varved;

    private interface Client {
        DockerProgram run(String... words) throws Exception;
    }

    @BeforeEach
    void start() throws IOException {
        certificates = Files.createDirectories(directory.resolve("certs.d"));
        config = Files.createDirectories(directory.resolve("config"));
        varved = varved("varve");
    }

    @AfterEach
    void stop() {
        varved.close();
    }

    private VarvedProcess varved(String name) throws IOException {
        return VarvedProcess.start(
                directory.resolve(name), "--registry-config-path=" + certificates);
    }

    private DockerProgram varve(String... words) {
        return varveAt(varved, "", words);
    }

    private DockerProgram varveAt(VarvedProcess daemon, String typed, String... words) {
        CommandLineRun run =
                CommandLineRun.run(
                        daemon.host(),
                        typed,
                        CommandLineRun.NOW,
                        Map.of("DOCKER_CONFIG", config.toString()),
                        words);
        return new DockerProgram(run.code().number(), run.out(), run.err());
    }

    private DockerProgram docker(String... words) throws Exception {
        return DockerProgram.run(
                varved.host(),
                directory,
                Path.of("/dev/null"),
                Map.of("DOCKER_CONFIG", config.toString()),
                List.of(words));
    }

    private static DockerProgram done(DockerProgram program) {
        assertThat(program.exit()).as(program.err() + program.out()).isZero();
        return program;
    }

    private void login(DockerRegistry registry) {
        done(
                varveAt(
                        varved,
                        TokenServer.PASSWORD,
                        "login",
                        "-u",
                        TokenServer.USER,
                        "--password-stdin",
                        registry.host()));
    }

    private static byte[] manifest(DockerRegistry registry, String repository, String name) {
        return found(registry.get(repository, "/manifests/" + name, ACCEPT));
    }

    private static byte[] found(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(response.uri().toString()).isEqualTo(200);
        return response.body();
    }

    private static void assertWhole(DockerRegistry registry, String repository, TestImage image) {
        assertThat(manifest(registry, repository, image.manifestDigest()))
                .isEqualTo(image.manifest());
        assertThat(found(registry.get(repository, "/blobs/" + image.configDigest(), "*/*")))
                .isEqualTo(image.config());
        for (TestLayer layer : image.layers()) {
            assertThat(found(registry.get(repository, "/blobs/" + layer.digest(), "*/*")))
                    .isEqualTo(layer.blob());
        }
    }

    private static DockerRegistry filled(DockerRegistry registry) {
        return registry.publish("source/app", "1", OCI);
    }

    /// Has the image of a registry's `source/app` under names of its repository.
    private void have(DockerRegistry registry, Client client, String repository) throws Exception {
        String source = registry.host() + "/source/app:1";
        done(client.run("pull", "-q", source));
        done(client.run("tag", source, registry.host() + "/" + repository + ":1"));
        done(client.run("tag", source, registry.host() + "/" + repository + ":2"));
    }

    private void pushesInEveryWay(DockerRegistry registry, String repository, Client client)
            throws Exception {
        have(registry, client, repository);
        String name = registry.host() + "/" + repository;

        DockerProgram first = done(client.run("push", name + ":1"));
        assertThat(first.out())
                .startsWith("The push refers to repository [" + name + "]\n")
                .contains(": Preparing\n", ": Mounted from ")
                .endsWith(
                        "1: digest: "
                                + OCI.manifestDigest()
                                + " size: "
                                + OCI.manifest().length
                                + "\n");
        assertWhole(registry, repository, OCI);

        DockerProgram all = done(client.run("push", "-a", name));
        assertThat(all.out())
                .contains(": Layer already exists\n", "\n2: digest: " + OCI.manifestDigest());
        assertThat(manifest(registry, repository, "2")).isEqualTo(OCI.manifest());

        assertThat(done(client.run("push", "-q", name + ":2")).out()).isEqualTo(name + ":2\n");
        assertThat(
                        done(client.run("image", "inspect", "-f", "{{.RepoDigests}}", name + ":2"))
                                .out())
                .contains(name + "@" + OCI.manifestDigest());

        DockerProgram none = client.run("push", name + ":3");
        assertThat(none.exit()).isNotZero();
        assertThat(none.err()).contains("tag does not exist: " + name + ":3");
        assertThat(client.run("push", name + "@" + OCI.manifestDigest()).err())
                .contains("cannot push a digest reference");
        assertThat(client.run("push", registry.host() + "/nothing/here").err())
                .contains("An image does not exist locally with the tag: ");
    }

    @Test
    void openToAll() throws Exception {
        try (DockerRegistry registry = filled(DockerRegistry.open(directory.resolve("open")))) {
            pushesInEveryWay(registry, "by/varve", this::varve);
            pushesInEveryWay(registry, "by/docker", this::docker);
        }
    }

    @Test
    void withAPasswordOverTlsOfItsOwnAuthority() throws Exception {
        try (DockerRegistry registry =
                filled(DockerRegistry.withPassword(directory.resolve("password")))) {
            Path host = Files.createDirectories(certificates.resolve(registry.host()));
            Files.writeString(host.resolve("ca.crt"), TestAuthority.get().certificate());
            done(varve("import", emptyTar(), registry.host() + "/own:1"));
            DockerProgram stranger = varve("push", registry.host() + "/own:1");
            assertThat(stranger.exit()).isEqualTo(ExitCode.NOT_AUTHORISED.number());
            assertThat(stranger.err()).contains("no basic auth credentials");

            login(registry);
            pushesInEveryWay(registry, "by/varve", this::varve);
            pushesInEveryWay(registry, "by/docker", this::docker);
        }
    }

    private String emptyTar() throws IOException {
        return Files.write(directory.resolve("own.tar"), BASE).toString();
    }

    @Test
    void behindATokenServer() throws Exception {
        try (TokenServer tokens = TokenServer.start();
                DockerRegistry registry =
                        filled(DockerRegistry.withTokens(directory.resolve("tokens"), tokens))) {
            done(varve("import", emptyTar(), registry.host() + "/own:1"));
            DockerProgram stranger = varve("push", registry.host() + "/own:1");
            assertThat(stranger.exit()).isEqualTo(ExitCode.NOT_AUTHORISED.number());
            assertThat(stranger.err()).contains("requested access to the resource is denied");

            login(registry);
            pushesInEveryWay(registry, "by/varve", this::varve);
            tokens.staleTokens(1);
            pushesInEveryWay(registry, "by/docker", this::docker);
        }
    }

    @Test
    void everyDigestStaysFromOneRegistryThroughAnArchiveAndAnotherStoreToAnotherRegistry()
            throws Exception {
        TestIndex index = TestIndex.of(OCI, ELSEWHERE);
        try (DockerRegistry first = DockerRegistry.open(directory.resolve("first"));
                DockerRegistry second = DockerRegistry.open(directory.resolve("second"));
                VarvedProcess other = varved("other")) {
            first.publish("app", "schema2", SCHEMA2);
            first.publish("app", "oci", OCI);
            first.publish("app", "zstd", ZSTD);
            first.publish("app", "multi", index);
            // What the index also points at, as someone on another machine pushed it.
            second.publish("app", "s390x", ELSEWHERE);
            String archive = directory.resolve("all.tar").toString();
            done(varve("pull", "-q", "-a", first.host() + "/app"));
            done(varve("save", "-o", archive, first.host() + "/app"));

            done(varveAt(other, "", "load", "-i", archive));
            for (String tag : List.of("schema2", "oci", "zstd", "multi")) {
                String target = second.host() + "/app:" + tag;
                done(varveAt(other, "", "tag", first.host() + "/app:" + tag, target));
            }
            DockerProgram push = done(varveAt(other, "", "push", "-a", second.host() + "/app"));

            assertThat(push.out()).contains("multi: digest: " + index.digest());
            assertThat(manifest(second, "app", "schema2")).isEqualTo(SCHEMA2.manifest());
            assertThat(manifest(second, "app", "oci")).isEqualTo(OCI.manifest());
            assertThat(manifest(second, "app", "zstd")).isEqualTo(ZSTD.manifest());
            assertThat(manifest(second, "app", "multi")).isEqualTo(index.bytes());
            for (TestImage image : List.of(SCHEMA2, OCI, ZSTD)) {
                assertWhole(second, "app", image);
            }
        }
    }

    @Test
    void anIndexIsNotPushedToWhereItWouldPointAtNothing() throws Exception {
        TestIndex index = TestIndex.of(OCI, ELSEWHERE);
        try (DockerRegistry first = DockerRegistry.open(directory.resolve("first"));
                DockerRegistry second = DockerRegistry.open(directory.resolve("second"))) {
            first.publish("app", "multi", index);
            String target = second.host() + "/app:multi";
            done(varve("pull", "-q", first.host() + "/app:multi"));
            done(varve("tag", first.host() + "/app:multi", target));
            assertThat(done(varve("push", target)).out())
                    .contains("only the image for linux/amd64 was pushed")
                    .contains("multi: digest: " + OCI.manifestDigest());
            assertThat(manifest(second, "app", "multi")).isEqualTo(OCI.manifest());
        }
    }

    @Test
    void anArchiveComesBackCompressedOnRequestAndAsADirectory() throws Exception {
        try (DockerRegistry registry = filled(DockerRegistry.open(directory.resolve("open")));
                VarvedProcess other = varved("other")) {
            String name = registry.host() + "/source/app:1";
            done(varve("pull", "-q", name));
            for (String form : List.of("gzip", "zstd", "")) {
                Path archive = directory.resolve("archive-" + form);
                done(
                        form.isEmpty()
                                ? varve("save", "-o", archive.toString(), name)
                                : varve(
                                        "save",
                                        "--compress",
                                        form,
                                        "-o",
                                        archive.toString(),
                                        name));
                Path layout = Files.createDirectories(directory.resolve("layout-" + form));
                assertThat(
                                new ProcessBuilder(
                                                "tar",
                                                "-xf",
                                                archive.toString(),
                                                "-C",
                                                layout.toString())
                                        .inheritIO()
                                        .start()
                                        .waitFor())
                        .as("tar reads " + form)
                        .isZero();
                for (Path input : List.of(archive, layout)) {
                    done(varveAt(other, "", "load", "-i", input.toString()));
                    DockerProgram id = varveAt(other, "", "inspect", "-f", "{{.Id}}", name);
                    assertThat(done(id).out().strip()).isEqualTo(OCI.configDigest());
                    done(varveAt(other, "", "rmi", name));
                }
            }
            assertThat(varve("save", "--compress", "rar", name).exit())
                    .isEqualTo(ExitCode.USAGE.number());
        }
    }
}
