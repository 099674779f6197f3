package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.exit.ExitCode;
import dev.varve.fixtures.image.Sha256;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.DockerRegistry;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.registry.LoopbackTls;
import dev.varve.fixtures.registry.TestAuthority;
import dev.varve.fixtures.registry.TokenServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Pulls from Debian's `docker-registry`, by Varve's command line and by docker's with the same
/// `config.json`: open to all, with a password over TLS of an authority of its own, and behind a
/// token server; and repairs what it pulled. Needs `docker-registry` and `docker` on the path.
@Tag("docker")
@Timeout(300)
final class RegistryIT {
    private static final TestImage AMD = image("amd64");
    private static final TestImage ARM = image("arm64");
    private static final TestIndex INDEX = TestIndex.of(AMD, ARM);
    private static final String INDEX_DIGEST = Sha256.digest(INDEX.bytes());
    private static final String REPOSITORY = "private/app";

    @TempDir Path directory;
    private Path certificates;
    private Path config;
    private VarvedProcess varved;

    /// A command line: words in, what came of them out.
    private interface Client {
        DockerProgram run(String... words) throws Exception;
    }

    private static TestImage image(String architecture) {
        return TestImage.builder()
                .format(TestImage.Format.OCI)
                .platform("linux", architecture, "")
                .layer(TestLayer.gzip(TarBuilder.pax().file("arch", architecture)))
                .cmd("sh")
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        certificates = Files.createDirectories(directory.resolve("certs.d"));
        config = Files.createDirectories(directory.resolve("config"));
        varved =
                VarvedProcess.start(
                        directory.resolve("varve"), "--registry-config-path=" + certificates);
    }

    @AfterEach
    void stop() {
        varved.close();
    }

    private DockerProgram varve(String... words) {
        return varveWith("", words);
    }

    private DockerProgram varveWith(String typed, String... words) {
        CommandLineRun run =
                CommandLineRun.run(
                        varved.host(),
                        typed,
                        CommandLineRun.NOW,
                        Map.of("DOCKER_CONFIG", config.toString()),
                        words);
        return new DockerProgram(run.code().number(), run.out(), run.err());
    }

    private DockerProgram docker(String... words) throws Exception {
        return dockerWith("", words);
    }

    private DockerProgram dockerWith(String typed, String... words) throws Exception {
        Path input = Files.writeString(directory.resolve("typed"), typed);
        return DockerProgram.run(
                varved.host(),
                directory,
                input,
                Map.of("DOCKER_CONFIG", config.toString()),
                List.of(words));
    }

    private Path trust(DockerRegistry registry) throws IOException {
        Path host = Files.createDirectories(certificates.resolve(registry.host()));
        return Files.writeString(host.resolve("ca.crt"), TestAuthority.get().certificate());
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static DockerRegistry filled(DockerRegistry registry) {
        return registry.publish(REPOSITORY, "latest", INDEX)
                .publish(REPOSITORY, "amd", AMD)
                .publish(REPOSITORY, "arm", ARM);
    }

    private void pullsInEveryWay(DockerRegistry registry, Client client) throws Exception {
        String name = registry.host() + "/" + REPOSITORY;

        DockerProgram byTag = expectDone(client.run("pull", name));
        assertThat(byTag.out())
                .contains("Digest: " + INDEX_DIGEST)
                .contains("Status: Downloaded newer image for " + name + ":latest");
        assertThat(architectureOf(client, name)).isEqualTo("amd64");

        expectDone(client.run("pull", "--platform", "linux/arm64", name));
        assertThat(architectureOf(client, name)).isEqualTo("arm64");

        String digest = name + "@" + ARM.manifestDigest();
        expectDone(client.run("pull", "-q", digest));
        assertThat(architectureOf(client, digest)).isEqualTo("arm64");

        expectDone(client.run("pull", "-a", "-q", name));
        DockerProgram list = expectDone(client.run("images", "--format", "{{.Tag}}", name));
        assertThat(new TreeSet<>(list.out().lines().toList())).contains("amd", "arm", "latest");

        for (String id : new TreeSet<>(client.run("images", "-q", "-a").out().lines().toList())) {
            expectDone(client.run("rmi", "-f", id));
        }
    }

    private static DockerProgram expectDone(DockerProgram program) {
        assertThat(program.exit()).as(program.err()).isZero();
        return program;
    }

    private static String architectureOf(Client client, String name) throws Exception {
        return expectDone(client.run("image", "inspect", "-f", "{{.Architecture}}", name))
                .out()
                .strip();
    }

    private void login(DockerRegistry registry) {
        DockerProgram login =
                varveWith(
                        TokenServer.PASSWORD,
                        "login",
                        "-u",
                        TokenServer.USER,
                        "--password-stdin",
                        registry.host());
        assertThat(expectDone(login).out()).contains("Login Succeeded");
    }

    private Path blob(String digest) {
        return directory.resolve("varve/root/blobs/sha256").resolve(digest.substring(7));
    }

    private void damage() throws IOException {
        Files.writeString(blob(AMD.layers().getFirst().digest()), "short");
        Files.writeString(blob(ARM.configDigest()), "short");
    }

    @Test
    void whatIsDamagedIsFetchedAgainFromPrivateRegistriesWithTheLoginOfEach() throws Exception {
        try (DockerRegistry first =
                        filled(DockerRegistry.withPassword(directory.resolve("password")));
                LoopbackRegistry second = LoopbackRegistry.start()) {
            second.require(new BasicAuth("someone", "else"));
            second.publish(REPOSITORY, "arm", ARM);
            trust(first);
            login(first);
            DockerProgram other =
                    varveWith("else", "login", "-u", "someone", "--password-stdin", second.host());
            assertThat(expectDone(other).out()).contains("Login Succeeded");
            expectDone(varve("pull", "-q", first.host() + "/" + REPOSITORY + ":amd"));
            expectDone(varve("pull", "-q", second.host() + "/" + REPOSITORY + ":arm"));
            String logins = Files.readString(config.resolve("config.json"));

            damage();
            Files.writeString(config.resolve("config.json"), "{}");
            DockerProgram stranger = varve("system", "check", "--repair");
            assertThat(stranger.exit()).as(stranger.err()).isEqualTo(ExitCode.DAMAGED.number());
            for (String host : List.of(first.host(), second.host())) {
                assertThat(stranger.out())
                        .containsPattern(
                                Pattern.quote(host)
                                        + ": no basic auth credentials; run login for it first,"
                                        + " then repair again");
            }

            Files.writeString(config.resolve("config.json"), logins);
            DockerProgram known = expectDone(varve("system", "check", "--repair"));
            assertThat(known.out())
                    .contains("repaired: ", AMD.layers().getFirst().digest(), ARM.configDigest())
                    .doesNotContain("not repaired")
                    .contains("no damage found");
            expectDone(varve("system", "check", "--level=read-data"));
        }
    }

    @Test
    void openToAll() throws Exception {
        try (DockerRegistry registry = filled(DockerRegistry.open(directory.resolve("open")))) {
            pullsInEveryWay(registry, this::varve);
            pullsInEveryWay(registry, this::docker);
        }
    }

    @Test
    void withAPasswordOverTlsOfItsOwnAuthority() throws Exception {
        try (DockerRegistry registry =
                filled(DockerRegistry.withPassword(directory.resolve("password")))) {
            String name = registry.host() + "/" + REPOSITORY;
            Path authority = trust(registry);
            Files.writeString(authority, pem(LoopbackTls.certificate()));
            DockerProgram distrusted = varve("pull", name);
            assertThat(distrusted.exit()).isEqualTo(ExitCode.NETWORK.number());
            assertThat(distrusted.err()).contains("signed by unknown authority");

            trust(registry);
            DockerProgram stranger = varve("pull", name);
            assertThat(stranger.exit()).isEqualTo(ExitCode.NOT_AUTHORISED.number());
            assertThat(stranger.err()).contains("no basic auth credentials");

            login(registry);
            pullsInEveryWay(registry, this::varve);
            pullsInEveryWay(registry, this::docker);
            expectDone(varve("logout", registry.host()));
            assertThat(docker("pull", name).exit()).isNotZero();
        }
    }

    @Test
    void behindATokenServer() throws Exception {
        try (TokenServer tokens = TokenServer.start();
                DockerRegistry registry =
                        filled(DockerRegistry.withTokens(directory.resolve("tokens"), tokens))) {
            String name = registry.host() + "/" + REPOSITORY;
            assertThat(varve("pull", name).err()).contains("pull access denied");
            expectDone(varve("pull", "-q", publicImage(registry)));

            login(registry);
            assertThat(Files.readString(config.resolve("config.json")))
                    .contains("identitytoken")
                    .doesNotContain(TokenServer.PASSWORD);
            pullsInEveryWay(registry, this::varve);
            pullsInEveryWay(registry, this::docker);
            assertThat(tokens.requests())
                    .as("the identity token is used, by a form")
                    .anyMatch(r -> r.fields("grant_type").equals(List.of("refresh_token")));
            assertThat(tokens.requests())
                    .as("the password is shown once")
                    .filteredOn(r -> r.header("Authorization").isPresent())
                    .hasSize(1);
        }
    }

    private static String publicImage(DockerRegistry registry) {
        registry.publish("public/app", "latest", AMD);
        return registry.host() + "/public/app";
    }

    @Test
    void behindATokenServerThatTakesFormsOnlyAndWhoseTokensGrowOld() throws Exception {
        try (TokenServer tokens = TokenServer.start().postOnly();
                DockerRegistry registry =
                        filled(DockerRegistry.withTokens(directory.resolve("tokens"), tokens))) {
            login(registry);
            tokens.staleTokens(1);
            pullsInEveryWay(registry, this::varve);
            tokens.staleTokens(1);
            pullsInEveryWay(registry, this::docker);
        }
    }

    @Test
    void aLoginOfDockersClientIsGoodForVarve() throws Exception {
        try (DockerRegistry registry =
                filled(DockerRegistry.withPassword(directory.resolve("password")))) {
            trust(registry);
            expectDone(
                    dockerWith(
                            TokenServer.PASSWORD,
                            "login",
                            "-u",
                            TokenServer.USER,
                            "--password-stdin",
                            registry.host()));
            expectDone(varve("pull", registry.host() + "/" + REPOSITORY));
        }
    }

    @Test
    void aClientCertificateOfTheHostsDirectoryIsShown() throws Exception {
        try (DockerRegistry registry =
                filled(DockerRegistry.withClientCertificates(directory.resolve("clients")))) {
            String name = registry.host() + "/" + REPOSITORY;
            Path host = trust(registry).resolveSibling("client.cert");
            assertThat(varve("pull", name).exit()).isEqualTo(ExitCode.NETWORK.number());
            Files.writeString(host, TestAuthority.get().clientCertificate());
            Files.writeString(host.resolveSibling("client.key"), TestAuthority.get().clientKey());
            expectDone(varve("pull", name));
        }
    }

    @Test
    void aMirrorOfARegistryServesAndWhereLayersCameFromIsSaid() throws Exception {
        try (DockerRegistry registry = filled(DockerRegistry.open(directory.resolve("origin")))) {
            String name = registry.host() + "/" + REPOSITORY + ":amd";
            String layer = AMD.layers().getFirst().digest().substring(7, 19);
            Path host = Files.createDirectories(certificates.resolve(registry.host()));
            try (DockerRegistry mirror = filled(DockerRegistry.open(directory.resolve("mirror")))) {
                Files.writeString(
                        host.resolve("hosts.toml"),
                        "[host.\"" + mirror.uri() + "\"]\ndial_timeout = \"2s\"\n");
                String said = "Layers from " + mirror.uri() + ": " + layer;
                assertThat(expectDone(varve("pull", name)).out()).contains(said);
                expectDone(varve("rmi", name));
                assertThat(expectDone(docker("pull", name)).out()).contains(said);
                expectDone(varve("rmi", name));
            }
            DockerProgram fallenBack = expectDone(varve("pull", name));
            assertThat(fallenBack.out())
                    .as("the mirror is down, the registry serves")
                    .doesNotContain("Layers from");
            assertThat(varved.log()).contains("layers from " + registry.uri());
        }
    }

    @Test
    void aCredentialHelperThatFailsOrHangsIsAWarning() throws Exception {
        Path programs = Files.createDirectories(directory.resolve("bin"));
        helper(programs, "bad", "exit 1");
        helper(programs, "hung", "exec sleep 100");
        try (DockerRegistry registry = filled(DockerRegistry.open(directory.resolve("open")))) {
            for (String name : List.of("bad", "hung", "missing")) {
                Files.writeString(
                        config.resolve("config.json"), "{\"credsStore\":\"" + name + "\"}");
                DockerProgram pull =
                        varveProcess(
                                programs + ":" + System.getenv("PATH"),
                                "pull",
                                "-q",
                                registry.host() + "/" + REPOSITORY);
                assertThat(expectDone(pull).err())
                        .contains("WARNING: going on without the credentials")
                        .contains("docker-credential-" + name);
            }
        }
    }

    /// Programs are looked for in the `PATH` of the process that starts them.
    private DockerProgram varveProcess(String path, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "-H",
                                varved.host()));
        command.addAll(List.of(words));
        Path out = directory.resolve("varve.out");
        Path err = directory.resolve("varve.err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(Map.of("DOCKER_CONFIG", config.toString(), "PATH", path));
        int exit = builder.start().waitFor();
        return new DockerProgram(exit, Files.readString(out), Files.readString(err));
    }

    private static void helper(Path programs, String name, String script) throws IOException {
        Path program =
                Files.writeString(
                        programs.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
