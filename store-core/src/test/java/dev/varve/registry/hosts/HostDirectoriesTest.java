package dev.varve.registry.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Failed;
import dev.varve.registry.tls.TlsProfile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class HostDirectoriesTest {
    @TempDir Path directory;
    private Path first;
    private Path second;
    private HostDirectories directories;

    @BeforeEach
    void name() {
        first = directory.resolve("first");
        second = directory.resolve("second");
        directories = new HostDirectories(List.of(first, second));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private HostsFile hosts(String toml) throws IOException {
        write(first.resolve("reg.example/hosts.toml"), toml);
        return directories.hosts("reg.example").orElseThrow();
    }

    @Test
    void aHostFileSaysEverythingThatContainerdReads() throws IOException {
        write(first.resolve("reg.example/ca.pem"), "authority");
        write(directory.resolve("client.pem"), "client");
        write(directory.resolve("client.key"), "key");
        HostsFile file =
                hosts(
                        """
                        # the registry itself
                        server = "https://reg.example"
                        capabilities = ["pull", "resolve"]

                        [host."https://z.example:5000/cache/"]
                          capabilities = ["pull"]
                          ca = "ca.pem"
                          client = [["%1$s/client.pem", "%1$s/client.key"]]
                          dial_timeout = "200ms"
                          [host."https://z.example:5000/cache/".header]
                            X-One = "1"
                            X-Two = ["a", "b"]

                        [host."http://a.example/registry/v2"]
                        skip_verify = true
                        [host."a.example/whole"]
                        override_path = true
                        capabilities = ["pull", "resolve", "push", "referrers"]
                        """
                                .formatted(directory));

        HostEntry z = file.hosts().get(0);
        assertThat(z.url()).hasToString("https://z.example:5000/cache");
        assertThat(z.api()).isEqualTo("/v2");
        assertThat(z.capabilities()).isEqualTo(Set.of(Capability.PULL));
        assertThat(z.tls().authorities())
                .extracting(pem -> pem.text())
                .containsExactly("authority");
        assertThat(z.tls().clients().getFirst().key().text()).isEqualTo("key");
        assertThat(z.headers()).isEqualTo(Map.of("X-One", "1", "X-Two", "a, b"));
        assertThat(z.dialTimeout()).contains(Duration.ofMillis(200));
        HostEntry a = file.hosts().get(1);
        assertThat(a.url()).hasToString("http://a.example/registry");
        assertThat(a.api()).isEqualTo("/v2");
        assertThat(a.tls().verify()).isFalse();
        assertThat(a.capabilities()).isEqualTo(Set.of(Capability.values()));
        assertThat(a.takesPushes()).as("not named").isFalse();
        HostEntry whole = file.hosts().get(2);
        assertThat(whole.url()).hasToString("https://a.example/whole");
        assertThat(whole.api()).isEmpty();
        assertThat(whole.takesPushes()).isTrue();
        HostEntry server = file.server().orElseThrow();
        assertThat(server.url()).hasToString("https://reg.example");
        assertThat(server.capabilities()).doesNotContain(Capability.PUSH);
    }

    @Test
    void hostsAreAskedInTheOrderOfTheFile() throws IOException {
        StringBuilder toml = new StringBuilder();
        List<String> urls = List.of("https://c", "https://a", "https://b", "https://0");
        urls.forEach(url -> toml.append("[host.\"").append(url).append("\"]\n"));
        assertThat(hosts(toml.toString()).hosts())
                .extracting(entry -> entry.url().toString())
                .containsExactlyElementsOf(urls);
    }

    @Test
    void theFirstDirectoryThatHasTheHostHoldsAndTheDefaultStandsForTheRest() throws IOException {
        write(first.resolve("_default/hosts.toml"), "server = \"https://default\"");
        write(second.resolve("one.example/hosts.toml"), "server = \"https://second\"");
        write(first.resolve("two.example_5000_/hosts.toml"), "server = \"https://under\"");
        write(second.resolve("two.example:5000/hosts.toml"), "server = \"https://colon\"");
        write(second.resolve("three.example:5000/hosts.toml"), "server = \"https://three\"");
        assertThat(server("one.example")).isEqualTo("https://second");
        assertThat(server("two.example:5000")).isEqualTo("https://under");
        assertThat(server("three.example:5000")).isEqualTo("https://three");
        assertThat(server("other.example")).isEqualTo("https://default");
        assertThat(server("..")).isEqualTo("");
    }

    private String server(String domain) {
        return directories
                .hosts(domain)
                .flatMap(HostsFile::server)
                .map(entry -> entry.url().toString())
                .orElse("");
    }

    @Test
    void aChangeOfTheFileHoldsAtOnce() throws IOException {
        assertThat(directories.hosts("reg.example")).isEmpty();
        assertThat(hosts("server = \"https://one\"").server()).isPresent();
        assertThat(hosts("").server()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefusedWithTheFile() {
        assertRefused("server = ", "it is no TOML");
        assertRefused("server = \"ftp://x\"", "http or https URL");
        assertRefused("server = \"https://u:p@x\"", "without user");
        assertRefused("server = \"https://x/?q\"", "without user, query");
        assertRefused("[host]\n\"https://x\" = 1", "is no table");
        assertRefused("[host.\"https://x\"]\ncapabilities = [\"eat\"]", "no capability \"eat\"");
        assertRefused("[host.\"https://x\"]\nca = 7", "ca must be a text");
        assertRefused("[host.\"https://x\"]\nca = \"gone.pem\"", "gone.pem");
        assertRefused("[host.\"https://x\"]\nclient = [[]]", "pairs");
        assertRefused("[host.\"https://x\"]\nskip_verify = \"yes\"", "true or false");
        assertRefused("[host.\"https://x\"]\ndial_timeout = \"soon\"", "dial_timeout");
        assertRefused(
                "[host.\"https://x\"]\nheader = {Host = \"y\"}", "header \"Host\" cannot be sent");
        assertRefused(
                "[host.\"https://x\"]\nheader = {A = \"y\\nB: z\"}", "header \"A\" cannot be sent");
    }

    private void assertRefused(String toml, String reason) {
        assertThatThrownBy(() -> hosts(toml))
                .as(toml)
                .isInstanceOf(Failed.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("reg.example");
    }

    @Test
    void certificateFilesAreDockers() throws IOException {
        Path host = second.resolve("reg.example:5000");
        write(host.resolve("ca.crt"), "authority");
        write(host.resolve("client.cert"), "client");
        write(host.resolve("client.key"), "key");
        write(host.resolve("README"), "hello");
        TlsProfile profile = directories.certificates("reg.example:5000");
        assertThat(profile.verify()).isTrue();
        assertThat(profile.authorities())
                .extracting(pem -> pem.text())
                .containsExactly("authority");
        assertThat(profile.clients()).hasSize(1);
        assertThat(profile.toString()).doesNotContain("text=").contains("client.key");
        assertThat(directories.certificates("reg.example")).isEqualTo(TlsProfile.SYSTEM);
    }

    @Test
    void aCertificateWithoutItsKeyIsToldInDockersWords() throws IOException {
        Path host = first.resolve("reg.example");
        write(host.resolve("client.cert"), "client");
        assertThatThrownBy(() -> directories.certificates("reg.example"))
                .isInstanceOf(Failed.class)
                .hasMessage(
                        "missing key %1$s/client.key for client certificate %1$s/client.cert. CA"
                                + " certificates must use the extension .crt",
                        host);
        Files.move(host.resolve("client.cert"), host.resolve("other.key"));
        assertThatThrownBy(() -> directories.certificates("reg.example"))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("missing client certificate");
    }
}
