package dev.varve.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.layer.LayerSidecar;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.vfs.VfsDriver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class SweptTest {
    private static final Digest DIGEST = new Digest("sha256", "ab".repeat(32));

    @TempDir Path directory;

    @Test
    void nothingSweptIsNothingSaid() {
        assertThat(new Swept().sentence()).isEmpty();
    }

    @Test
    void layersAreCalledByTheirChainAndThoseOfNoKnownNameByTheirKey() throws IOException {
        try (StorageDriver driver = VfsDriver.open(directory.resolve("vfs"))) {
            LayerKey known = LayerKey.random();
            LayerKey odd = LayerKey.random();
            LayerSidecar sidecar =
                    new LayerSidecar(new ChainId(DIGEST), DIGEST, Optional.empty(), 1, DIGEST);
            driver.prepare(known, Optional.empty());
            driver.prepare(odd, Optional.empty());
            driver.commit(
                    List.of(
                            new CommittedLayer(known, sidecar.toJson()),
                            new CommittedLayer(odd, "no JSON")));
            Swept swept = new Swept();
            swept.layers(driver, List.of(known, odd));

            assertThat(swept.sentence().orElseThrow())
                    .isEqualTo(
                            "swept what an interrupted operation had left: 2 layers that no image"
                                    + " has ("
                                    + DIGEST
                                    + ", vfs/"
                                    + odd
                                    + ")");
        }
    }

    @Test
    void aLongListIsCutAfterTenNames() {
        Swept swept = new Swept();
        swept.blobs(IntStream.range(0, 13).mapToObj(i -> "blob" + i).toList());

        assertThat(swept.sentence().orElseThrow())
                .contains("13 blobs that no image has (blob0, ")
                .endsWith("blob9 and 3 more)");
    }
}
