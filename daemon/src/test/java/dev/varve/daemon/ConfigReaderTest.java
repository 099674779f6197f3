package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.pull.DownloadSettings;
import dev.varve.registry.net.ProxySettings;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class ConfigReaderTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("daemon.json");
    }

    @Test
    void withoutAnythingTheDefaultsHold() throws IOException {
        DaemonConfig config = read("{}");
        assertThat(config.dataRoot()).isEqualTo(Path.of("/var/lib/varve"));
        assertThat(config.socket()).isEqualTo(Path.of("/run/varve/varve.sock"));
        assertThat(config.downloads()).isEqualTo(DownloadSettings.STANDARD);
        assertThat(config.group()).isEqualTo("varve");
        assertThat(config.groupIsDefault()).isTrue();
        assertThat(config.storageDriver()).isEmpty();
        assertThat(config.pidFile()).isEmpty();
        assertThat(config.logLevel()).isEqualTo(DaemonConfig.LogLevel.INFO);
    }

    @Test
    void theFileHasDockerdsKeys() throws IOException {
        DaemonConfig config =
                read(
                        """
                        {"data-root":"/d","hosts":["unix:///s"],"storage-driver":"vfs",
                         "registry-mirrors":["https://m/p"],"insecure-registries":["r:5000"],
                         "max-concurrent-downloads":7,"max-download-attempts":9,
                         "max-download-wait":60,"download-stall-timeout":5,"log-level":"debug","pidfile":"/p","group":"g"}
                        """);
        assertThat(config.dataRoot()).isEqualTo(Path.of("/d"));
        assertThat(config.socket()).isEqualTo(Path.of("/s"));
        assertThat(config.storageDriver()).hasValue("vfs");
        assertThat(config.registries().mirrors()).containsExactly(URI.create("https://m/p"));
        assertThat(config.registries().insecureRegistries()).containsExactly("r:5000");
        assertThat(config.downloads())
                .isEqualTo(new DownloadSettings(7, 9, Duration.ofSeconds(60)));
        assertThat(config.registries().patience().stall()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.logLevel()).isEqualTo(DaemonConfig.LogLevel.DEBUG);
        assertThat(config.pidFile()).hasValue(Path.of("/p"));
        assertThat(config.group()).isEqualTo("g");
        assertThat(config.groupIsDefault()).isFalse();
    }

    @Test
    void flagsAreDockerdsAndListsRepeat() throws IOException {
        DaemonConfig config =
                read(
                        "{}",
                        "-H",
                        "unix:///s",
                        "--registry-mirror",
                        "http://a",
                        "--registry-mirror=http://b",
                        "-p",
                        "/p",
                        "--max-concurrent-downloads=1");
        assertThat(config.registries().mirrors())
                .containsExactly(URI.create("http://a"), URI.create("http://b"));
        assertThat(config.maxConcurrentDownloads()).isEqualTo(1);
        assertThat(config.pidFile()).hasValue(Path.of("/p"));
    }

    @Test
    void unknownKeysAreAllNamed() {
        assertThatThrownBy(() -> read("{\"zzz\":1,\"data-root\":\"/d\",\"bip\":\"x\"}"))
                .hasMessage(
                        "unable to configure varved with file "
                                + file
                                + ": the following directives don't match any configuration option:"
                                + " bip, zzz");
    }

    @Test
    void theSameKeyTwiceIsRefused() {
        assertThatThrownBy(() ->
                        read(
                                "{\"group\":\"a\",\"registry-mirrors\":[\"http://a\"]}",
                                "--group=b",
                                "--registry-mirror=http://b"))
                .hasMessageContaining("specified both as a flag and in the configuration file")
                .hasMessageContaining("group: (from flag: b, from file: a)")
                .hasMessageContaining(
                        "registry-mirrors: (from flag: [http://b], from file: [http://a])");
    }

    @Test
    void aFileThatWasNamedMustBeThere() {
        assertThatThrownBy(() -> options("--config-file", file.toString()).config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                | one JSON object",
                "{                                 | not valid JSON",
                "{\"group\":1}                     | the value of group must be a string",
                "{\"hosts\":\"unix:///a\"}         | the value of hosts must be a list",
                "{\"hosts\":[1]}                   | the value of hosts must be a list",
                "{\"hosts\":[\"tcp://0.0.0.0:1\"]} | listens on a Unix socket only",
                "{\"hosts\":[\"fd://\"]}           | listens on a Unix socket only",
                "{\"hosts\":[]}                    | exactly one host",
                "{\"hosts\":[\"unix://s\"]}        | must be an absolute path",
                "{\"data-root\":\"d\"}             | must be an absolute path",
                "{\"storage-driver\":\"aufs\"}     | there is no storage driver aufs",
                "{\"storage-opts\":\"a\"}       | the value of storage-opts must be a list",
                "{\"storage-opts\":[\"zfs\"]}   | is not of the form driver.option=value",
                "{\"storage-opts\":[\"dm.x=1\"]} | unknown storage option dm.x",
                "{\"storage-opts\":[\"vfs.x=1\"]} | the storage driver vfs has no option vfs.x",
                "{\"log-level\":\"loud\"}          | invalid logging level: loud",
                "{\"max-concurrent-downloads\":0}  | invalid max concurrent downloads: 0",
                "{\"download-stall-timeout\":0}    | invalid download stall timeout: 0",
                "{\"max-concurrent-downloads\":\"3\"} | must be a number",
                "{\"registry-mirrors\":[\"ftp://a\"]} | unsupported scheme",
                "{\"registry-mirrors\":[\"http://\"]} | invalid mirror",
                "{\"registry-mirrors\":[\"http://u:p@a\"]} | username/password not allowed",
                "{\"registry-mirrors\":[\"http://a?b\"]} | query or fragment",
                "{\"insecure-registries\":[\"http://a\"]} | without a scheme"
            })
    void badValuesAreRefusedWithASentence(String json, String message) {
        assertThatThrownBy(() -> read(json.strip()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message.strip());
    }

    @Test
    void aSocketPathHasALimit() throws IOException {
        String fits = "/" + "s".repeat(106);
        assertThat(read("{}", "-H", "unix://" + fits).socket()).isEqualTo(Path.of(fits));
        assertThatThrownBy(() -> read("{}", "-H", "unix://" + fits + "s"))
                .hasMessageContaining("at most 107 bytes, this one has 108");
    }

    @Test
    void hostsOfRegistriesAreLookedForInVarvesDirectoryAndThenInDockers() throws IOException {
        assertThat(read("{}").registries().hostDirectories())
                .containsExactly(Path.of("/etc/varve/certs.d"), Path.of("/etc/docker/certs.d"));
        assertThat(read("{\"registry-config-path\":\"/a:/b\"}").registries().hostDirectories())
                .containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(read("{}", "--registry-config-path=").registries().hostDirectories()).isEmpty();
    }

    @Test
    void proxiesOfTheConfigurationWinOverTheEnvironments() {
        Map<String, String> environment =
                Map.of("HTTP_PROXY", "env:1", "https_proxy", "http://env:2", "NO_PROXY", "a,b");
        assertThat(proxies(Map.of(), environment))
                .isEqualTo(
                        new ProxySettings(
                                Optional.of(URI.create("http://env:1")),
                                Optional.of(URI.create("http://env:2")),
                                "a,b"));
        assertThat(
                        proxies(
                                Map.of(
                                        ConfigKey.HTTPS_PROXY,
                                        List.of("http://flag:3"),
                                        ConfigKey.NO_PROXY,
                                        List.of("")),
                                environment))
                .isEqualTo(
                        new ProxySettings(
                                Optional.of(URI.create("http://env:1")),
                                Optional.of(URI.create("http://flag:3")),
                                ""));
    }

    private ProxySettings proxies(
            Map<ConfigKey, List<String>> flags, Map<String, String> environment) {
        return ConfigReader.read(flags, file, false, Defaults.SYSTEM, environment)
                .registries()
                .proxies();
    }

    @Test
    void theFileHasProxiesInAnObjectOfTheirOwn() throws IOException {
        assertThat(
                        read("""
                        {"proxies":{"http-proxy":"http://u:p@x:1",
                         "https-proxy":"http://x:2","no-proxy":"*.c"}}
                        """)
                                .registries()
                                .proxies())
                .isEqualTo(
                        new ProxySettings(
                                Optional.of(URI.create("http://u:p@x:1")),
                                Optional.of(URI.create("http://x:2")),
                                "*.c"));
        assertThatThrownBy(() -> read("{\"http-proxy\":\"http://x\"}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http-proxy");
        assertThatThrownBy(() -> read("{\"proxies\":{\"group\":\"x\"}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("proxies.group");
    }

    @Test
    void aProxyThatCannotBeUsedIsRefusedWithoutItsPassword() {
        assertThatThrownBy(() -> read("{\"proxies\":{\"https-proxy\":\"https://u:secret@x\"}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("over http only")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    private DaemonConfig read(String json, String... flags) throws IOException {
        Files.writeString(file, json);
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("--config-file", file.toString()));
        return options(all.toArray(String[]::new)).config();
    }

    private static DaemonOptions options(String... args) {
        return DaemonOptions.parse(args);
    }
}
