package dev.varve.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

class ImageConfigTest {
    private static final String D1 = "sha256:" + "1".repeat(64);
    private static final String D2 = "sha256:" + "2".repeat(64);
    static final String FULL =
            """
            {"architecture":"arm64","variant":"v8","os":"linux","os.version":"1.2","author":"me",
             "comment":"c","container":"abc","docker_version":"20.10","parent":"p",
             "created":"2024-05-06T07:08:09.123456789+02:00",
             "config":{"Env":["A=b"],"Labels":{"z":"1","a":"é","n":null}},
             "container_config":{"Cmd":["sh"]},
             "history":[{"created":"2024-01-01T00:00:00Z","created_by":"ADD x","author":"a"},
                        {"created_by":"CMD","empty_layer":true,"comment":"k"}],
             "rootfs":{"type":"layers","diff_ids":["%s","%s"]}}
            """
                    .formatted(D1, D2);

    @Test
    void readsEveryField() {
        ImageConfig config = ImageConfig.parse(FULL);

        assertThat(config.text()).isSameAs(FULL);
        assertThat(config.id()).isEqualTo(Digest.sha256(FULL.getBytes(StandardCharsets.UTF_8)));
        assertThat(config.platform()).isEqualTo(new Platform("linux", "arm64", "v8", "1.2"));
        assertThat(config.created()).contains(Instant.parse("2024-05-06T05:08:09.123456789Z"));
        assertThat(config.author()).isEqualTo("me");
        assertThat(config.comment()).isEqualTo("c");
        assertThat(config.container()).isEqualTo("abc");
        assertThat(config.dockerVersion()).isEqualTo("20.10");
        assertThat(config.parent()).isEqualTo("p");
        assertThat(config.hasConfig()).isTrue();
        assertThat(config.labels().keySet()).containsExactly("z", "a", "n");
        assertThat(config.labels()).containsEntry("a", "é").containsEntry("n", "");
        assertThat(config.diffIds()).containsExactly(Digest.parse(D1), Digest.parse(D2));
        assertThat(config.history()).hasSize(2);
        assertThat(config.history().getFirst().createdBy()).isEqualTo("ADD x");
        assertThat(config.history().getFirst().created())
                .contains(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(config.history().getLast().emptyLayer()).isTrue();
        assertThat(config.config().orElseThrow().path("Env").path(0).asText()).isEqualTo("A=b");
        assertThat(config.containerConfig()).isPresent();
    }

    @Test
    void viewOfTheParametersIsACopy() {
        ImageConfig config = ImageConfig.parse(FULL);
        config.config().orElseThrow().removeAll();

        assertThat(config.config().orElseThrow()).isNotEmpty();
    }

    @Test
    void almostEverythingMayBeAbsent() {
        ImageConfig config = ImageConfig.parse("{\"rootfs\":{},\"config\":null,\"created\":null}");

        assertThat(config.created()).isEmpty();
        assertThat(config.hasConfig()).isFalse();
        assertThat(config.config()).isEmpty();
        assertThat(config.labels()).isEmpty();
        assertThat(config.diffIds()).isEmpty();
        assertThat(config.history()).isEmpty();
        assertThat(config.os()).isEmpty();
        assertThat(ImageConfig.parse("{\"rootfs\":{},\"config\":{}}").hasConfig()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"rootfs\":null}", "{\"rootfs\":[]}"})
    void rootfsIsNeeded(String text) {
        assertThatThrownBy(() -> ImageConfig.parse(text))
                .isInstanceOf(Corrupt.class)
                .hasMessage("invalid rootfs in image configuration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rootfs\":{\"diff_ids\":[5]}}",
                "{\"rootfs\":{\"diff_ids\":[\"../x\"]}}",
                "{\"rootfs\":{\"diff_ids\":{}}}",
                "{\"rootfs\":{\"Diff_IDs\":[]}}",
                "{\"RootFS\":{},\"rootfs\":{}}",
                "{\"rootfs\":{},\"rootfs\":{}}",
                "{\"rootfs\":{},\"author\":1}",
                "{\"rootfs\":{},\"os\":[]}",
                "{\"rootfs\":{},\"config\":[]}",
                "{\"rootfs\":{},\"config\":{\"Labels\":[]}}",
                "{\"rootfs\":{},\"config\":{\"Labels\":{\"a\":{}}}}",
                "{\"rootfs\":{},\"history\":[1]}",
                "{\"rootfs\":{},\"history\":[{\"empty_layer\":\"yes\"}]}",
                "{\"rootfs\":{},\"created\":\"yesterday\"}",
                "{\"rootfs\":{},\"created\":\"2024-13-01T00:00:00Z\"}",
                "{\"rootfs\":{},\"created\":\"2024-01-01T00:00:00\"}",
            })
    void wrongTypesAreRefused(String text) {
        assertThatThrownBy(() -> ImageConfig.parse(text)).isInstanceOf(Corrupt.class);
    }

    @Test
    void namesInMessagesAreMadeSafe() {
        assertThatThrownBy(() ->
                        ImageConfig.parse(
                                "{\"rootfs\":{},\"config\":{\"Labels\":{\"\\u001b[2J\":1}}}"))
                .hasMessage("image configuration: config: Labels: \\x1b[2J is not a string");
    }

    @Test
    void windowsLayersAreRefused() {
        assertThatThrownBy(() -> ImageConfig.parse("{\"rootfs\":{\"type\":\"layers+base\"}}"))
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("\"layers+base\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-02T03:04:05Z, 2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05.1Z, 2024-01-02T03:04:05.100Z",
        "2024-01-02T03:04:05.1234567891234Z, 2024-01-02T03:04:05.123456789Z",
        "2024-01-02T03:04:05-08:30, 2024-01-02T11:34:05Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    })
    void timesAreReadAsGoReadsThem(String text, String instant) {
        ImageConfig config = ImageConfig.parse("{\"rootfs\":{},\"created\":\"" + text + "\"}");
        assertThat(config.created()).contains(Instant.parse(instant));
        assertThat(config.createdWithOffset().orElseThrow().toString())
                .endsWith(text.substring(text.indexOf('T')).replaceFirst("^[^Z+-]*", ""));
    }
}
