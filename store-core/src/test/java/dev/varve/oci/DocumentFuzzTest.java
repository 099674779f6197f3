package dev.varve.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.varve.error.StoreException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
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
    void damagedManifestsAreRefusedCleanly() {
        fuzz(MANIFEST, text -> Manifest.parse(text, ""));
        fuzz(MANIFEST, text -> Manifest.parse(text, MediaTypes.DOCKER_MANIFEST));
    }

    @Test
    void damagedIndexesAreRefusedCleanly() {
        fuzz(
                INDEX,
                text ->
                        Platforms.select(
                                ImageIndex.parse(text, ""), new Platform("linux", "amd64", "")));
    }

    @Test
    void damagedConfigsAreRefusedCleanly() {
        fuzz(ImageConfigTest.FULL, ImageConfig::parse);
    }

    private static void fuzz(String good, Consumer<String> parse) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 6_000; i++) {
            String text = damage(good, random);
            try {
                parse.accept(text);
                accepted++;
            } catch (StoreException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
                assertThat(e.getMessage().chars().anyMatch(Character::isISOControl))
                        .as("control characters in a message, seed %d, text %s", seed, text)
                        .isFalse();
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed + ", text " + text, e);
            }
        }
        assertThat(accepted).as("seed %d: some damage must be harmless", seed).isPositive();
    }

    private static String damage(String good, Random random) {
        StringBuilder text = new StringBuilder(good);
        for (int n = random.nextInt(1, 4); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(1, 30));
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.setCharAt(at, (char) random.nextInt(0x180));
                default -> text.insert(at, text.substring(at, end));
            }
        }
        return text.toString();
    }
}
