package dev.varve.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ListedImagesTest {
    @TempDir Path directory;
    private final List<Unrestored> lost = new ArrayList<>();

    private static String entry(int number) {
        return String.format(
                "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%s\","
                        + "\"size\":7,\"annotations\":{"
                        + "\"io.containerd.image.name\":\"docker.io/library/app:t%d\","
                        + "\"org.opencontainers.image.ref.name\":\"app:t%d\"}}",
                Digest.sha256(new byte[] {1}), number, number);
    }

    private List<ListedImages.Entry> read(String text) throws IOException {
        return ListedImages.read(
                Files.writeString(directory.resolve("index.json"), text), lost::add);
    }

    @Test
    void aHundredThousandNamesAreRead() throws IOException {
        String names =
                IntStream.range(0, 100_000)
                        .mapToObj(ListedImagesTest::entry)
                        .collect(Collectors.joining(","));
        List<ListedImages.Entry> found =
                read("{\"schemaVersion\":2,\"manifests\":[" + names + "],\"more\":{\"x\":[1]}}");
        assertThat(lost).isEmpty();
        assertThat(found).hasSize(100_000);
        assertThat(found.getLast().name().orElseThrow().familiar()).isEqualTo("app:t99999");
    }

    @Test
    void namesBeforeTheDamageAreRead() throws IOException {
        String two = entry(1) + "," + entry(2);
        assertThat(read("{\"manifests\":[" + two.substring(0, two.length() - 9))).hasSize(1);
        assertThat(lost).hasSize(1);
    }

    @Test
    void whatListsNothingIsLost() throws IOException {
        assertThat(read("{\"schemaVersion\":2,\"other\":[" + entry(1) + "]}")).isEmpty();
        assertThat(read("[" + entry(1) + "]")).isEmpty();
        assertThat(lost).hasSize(2);
    }
}
