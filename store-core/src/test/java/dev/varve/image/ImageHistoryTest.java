package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ImageHistoryTest {
    private static final ImageConfig CONFIG =
            ImageConfig.parse(
                    """
                    {"rootfs":{"type":"layers"},"history":[
                      {"created":"2024-01-01T00:00:00Z","created_by":"ADD"},
                      {"created_by":"ENV","empty_layer":true},
                      {"created_by":"RUN\\tx","comment":"c"}]}
                    """);

    @Test
    void rowsAreNewestFirstWithTheSizesOfTheirLayers() {
        StoredImage image = SampleImage.named("top").refs("a", "a@d").layers("l", 5, 7, 9).build();
        List<HistoryEntry> rows = ImageHistory.of(CONFIG, image, id -> Optional.empty());

        assertThat(rows).extracting(HistoryEntry::size).containsExactly(7L, 0L, 5L);
        assertThat(rows)
                .extracting(HistoryEntry::createdBy)
                .containsExactly("RUN\tx", "ENV", "ADD");
        assertThat(rows.getFirst().comment()).isEqualTo("c");
        assertThat(rows.getFirst().tags())
                .extracting(Reference::familiar)
                .containsExactly("a:latest");
        assertThat(rows.getLast().created()).contains(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(rows)
                .extracting(HistoryEntry::image)
                .containsExactly(Optional.of(image.id()), Optional.empty(), Optional.empty());
    }

    @Test
    void rowsNameAncestorsWhileTheChainLasts() {
        StoredImage base = SampleImage.named("base").refs("base").layers("l", 5).build();
        StoredImage middle = SampleImage.named("middle").parent(base).layers("l", 5).build();
        StoredImage top = SampleImage.named("top").parent(middle).layers("l", 5, 7).build();

        assertThat(ImageHistory.of(CONFIG, top, id -> find(id, base, middle)))
                .extracting(HistoryEntry::image)
                .containsExactly(
                        Optional.of(top.id()), Optional.of(middle.id()), Optional.of(base.id()));
        assertThat(ImageHistory.of(CONFIG, top, id -> find(id, base)))
                .extracting(HistoryEntry::image)
                .containsExactly(Optional.of(top.id()), Optional.empty(), Optional.empty());
        assertThat(ImageHistory.of(CONFIG, top, id -> find(id, base, middle)).getLast().tags())
                .hasSize(1);
    }

    @Test
    void moreStepsThanLayersAreRefused() {
        StoredImage image = SampleImage.named("top").layers("l", 5).build();

        assertThatThrownBy(() -> ImageHistory.of(CONFIG, image, id -> Optional.empty()))
                .isInstanceOf(Corrupt.class)
                .hasMessage("too many non-empty layers in History section");
    }

    private static Optional<StoredImage> find(Digest id, StoredImage... images) {
        return List.of(images).stream().filter(image -> image.id().equals(id)).findFirst();
    }
}
