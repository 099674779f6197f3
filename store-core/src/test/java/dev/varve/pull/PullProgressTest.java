package dev.varve.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent.LayerState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class PullProgressTest {
    private static final Digest BLOB = Digest.parse("sha256:" + "b".repeat(64));
    private static final Digest OTHER = Digest.parse("sha256:" + "c".repeat(64));

    @Test
    void whatIsToldOfALayerAfterItsEndIsDropped() {
        List<PullEvent> told = new ArrayList<>();
        PullProgress progress = new PullProgress(told::add);
        progress.layer(BLOB, LayerState.VERIFYING);
        progress.layer(BLOB, LayerState.COMPLETE);
        progress.layer(BLOB, LayerState.DOWNLOADED);
        progress.layer(OTHER, LayerState.DOWNLOADED);
        assertThat(told)
                .containsExactly(
                        new PullEvent.Layer(BLOB, LayerState.VERIFYING, 0, 0),
                        new PullEvent.Layer(BLOB, LayerState.COMPLETE, 0, 0),
                        new PullEvent.Layer(OTHER, LayerState.DOWNLOADED, 0, 0));
    }
}
