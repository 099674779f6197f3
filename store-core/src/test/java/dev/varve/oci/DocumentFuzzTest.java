package dev.varve.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException;
import dev.varve.fixtures.fuzz.Fuzzing;
import dev.varve.fixtures.fuzz.Fuzzing.Answer;
import dev.varve.fixtures.fuzz.Inputs;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Documents that were damaged at random either parse or are refused: nothing else is thrown.
class DocumentFuzzTest {
    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "null",
                    "true",
                    "-1",
                    "1e400",
                    "0.5",
                    "99999999999999999999999",
                    "\"\\ud800\"",
                    "\"sha256:\"",
                    "\\",
                    "\u0000",
                    "\ufeff",
                    "\"manifests\":[]",
                    "\"layers\":[]",
                    "\"mediaType\":\"x\"",
                    "\"rootfs\":{}",
                    "\"schemaVersion\":1",
                    "\"size\":-5",
                    "\"Layers\":1",
                    "\"created\":\"0000-00-00T00:00:00Z\"",
                    "[[[[[[[[",
                    "{\"a\":{\"a\":");

    private static final String MANIFEST =
            ManifestTest.manifest(
                    MediaTypes.DOCKER_MANIFEST,
                    MediaTypes.DOCKER_CONFIG,
                    MediaTypes.DOCKER_LAYER_GZIP,
                    MediaTypes.DOCKER_LAYER_GZIP);
    private static final String INDEX =
            "{\"schemaVersion\":2,\"manifests\":["
                    + ManifestTest.descriptor(MediaTypes.OCI_MANIFEST)
                            .replace("}", ",\"platform\":{\"os\":\"linux\"},\"annotations\":{}}")
                    + "]}";

    @Test
    void damagedManifestsIndexesAndConfigsAreRefusedCleanly() {
        Inputs inputs = Inputs.ofTexts(List.of(MANIFEST, INDEX, ImageConfigTest.FULL), PIECES);
        Fuzzing.run("documents", inputs, bytes -> read(new String(bytes, StandardCharsets.UTF_8)))
                .requireBoth();
    }

    /// As each kind of document: which one the bytes are is for whoever sent them to say.
    private static Answer read(String text) {
        List<Answer> answers =
                List.of(
                        parsed(text, t -> Manifest.parse(t, "")),
                        parsed(text, t -> Manifest.parse(t, MediaTypes.DOCKER_MANIFEST)),
                        parsed(text, DocumentFuzzTest::selected),
                        parsed(text, ImageConfig::parse));
        return answers.stream()
                .filter(answer -> answer.refusal().isEmpty())
                .findFirst()
                .orElse(answers.get(text.length() % answers.size()));
    }

    private static void selected(String text) {
        Platforms.select(ImageIndex.parse(text, ""), new Platform("linux", "amd64", ""));
    }

    private static Answer parsed(String text, Consumer<String> parse) {
        try {
            parse.accept(text);
            return Answer.TAKEN;
        } catch (StoreException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.getMessage().chars().anyMatch(Character::isISOControl))
                    .as("control characters in: %s", e.getMessage())
                    .isFalse();
            return Answer.refused(e.getMessage());
        }
    }
}
