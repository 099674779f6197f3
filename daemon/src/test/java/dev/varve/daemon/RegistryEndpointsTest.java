package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

final class RegistryEndpointsTest {
    @TempDir Path directory;
    TestDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Answer login(String json) throws IOException {
        return daemon.client()
                .request(
                        "POST",
                        "/v1.51/auth",
                        "Content-Type: application/json\r\nContent-Length: "
                                + json.length()
                                + "\r\n\r\n"
                                + json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"username\":\"a\",\"password\":\"b\",\"serveraddress\":\"h:5000\"}"
                        + "|login h:5000 Password[a]",
                "{\"auth\":\"YTpi\"}|login  Password[a]",
                "{\"identitytoken\":\"t\",\"username\":\"a\"}|login  IdentityToken"
            })
    void aLoginIsAnsweredAsDockerDoes(String json, String call) throws IOException {
        Answer answer = login(json);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"IdentityToken\":\"keep-me\",\"Status\":\"Login Succeeded\"}\n");
        assertThat(daemon.store.calls).containsExactly(call);
    }

    @Test
    void aLoginThatTheRegistryRefusesIs401() throws IOException {
        Answer answer = login("{\"auth\":\"not base64\"}");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("no basic auth credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7"})
    void aLoginWithoutAnObjectIsRefused(String body) throws IOException {
        Answer answer = login(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"message\":\"invalid JSON: ");
        assertThat(daemon.store.calls).isEmpty();
    }

    @Test
    void aDescriptionHasDescriptorAndPlatforms() throws IOException {
        String auth =
                Base64.getUrlEncoder()
                        .encodeToString(
                                "{\"username\":\"a\",\"password\":\"b\"}"
                                        .getBytes(StandardCharsets.UTF_8));
        Answer answer =
                daemon.client()
                        .request(
                                "GET",
                                "/v1.51/distribution/h:5000/app:1/json",
                                "X-Registry-Auth: " + auth + "\r\n");
        assertThat(answer.body())
                .isEqualTo(
                        """
                        {"Descriptor":{"mediaType":"application/vnd.oci.image.index.v1+json",\
                        "digest":"%s","size":42},\
                        "Platforms":[{"architecture":"arm64","os":"linux","variant":"v8"},\
                        {"architecture":"amd64","os":"windows","os.version":"10.0"}]}
                        """
                                .formatted(FakeStore.MANIFEST));
        assertThat(daemon.store.calls).containsExactly("describe h:5000/app:1 Password[a]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Foo | invalid reference format: repository name (library/Foo) must be lowercase",
                "scratch | 'scratch' is a reserved name",
                "%s | no manifest found for full image ID",
                "sha256:%s | no manifest found for full image ID"
            },
            quoteCharacter = '"')
    void whatNoRegistryCanHaveIsRefused(String name, String message) throws IOException {
        String path = name.strip().formatted("ab".repeat(32));
        Answer answer = daemon.client().get("/distribution/" + path + "/json");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"message\":\"" + message + "\"}\n");
        assertThat(daemon.store.calls).isEmpty();
    }

    @Test
    void searchSaysWhereToSearch() throws IOException {
        Answer answer = daemon.client().get("/images/search?term=x");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body()).contains("https://hub.docker.com/search");
    }
}
