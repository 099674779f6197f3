package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.NotFound;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

class ImageListingTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC);

    private final StoredImage base =
            SampleImage.named("base")
                    .created("2024-01-01T00:00:00Z")
                    .labels(Map.of("k", "v"))
                    .layers("l", 10)
                    .build();
    private final StoredImage app =
            SampleImage.named("app")
                    .parent(base)
                    .refs("app", "app:2", "app@appdigest", "other/app")
                    .created("2024-02-01T00:00:00.5Z")
                    .labels(Map.of("k", "v", "x", ""))
                    .layers("l", 10, 20)
                    .build();
    private final StoredImage old =
            SampleImage.named("old")
                    .refs("app@olddigest")
                    .created("2024-02-01T00:00:00.25Z")
                    .layers("m", 10, 20)
                    .build();
    private final StoredImage lost =
            SampleImage.named("lost").notDated().withoutConfig().layers("m", 10).build();
    private final StoredImage pulledParent =
            SampleImage.named("pulledParent")
                    .refs("base@b")
                    .created("2023-01-01T00:00:00Z")
                    .build();
    private final StoredImage child =
            SampleImage.named("child")
                    .parent(pulledParent)
                    .refs("child")
                    .created("2023-02-01T00:00:00Z")
                    .build();
    private final List<StoredImage> all = List.of(base, app, old, lost, pulledParent, child);

    @Test
    void listHidesIntermediatesAndIsNewestFirst() {
        assertThat(images(Map.of(), false)).containsExactly(app, old, child, pulledParent, lost);
        assertThat(images(Map.of(), true))
                .containsExactly(app, old, base, child, pulledParent, lost);
    }

    @Test
    void tiesAreBrokenByTheFirstReferenceThenTheId() {
        StoredImage b = SampleImage.named("1").refs("b").build();
        StoredImage a = SampleImage.named("2").refs("a").build();
        StoredImage n1 = SampleImage.withHex("1").build();
        StoredImage n2 = SampleImage.withHex("2").build();

        assertThat(
                        ImageListing.list(
                                List.of(n2, b, n1, a), ImageFilters.NONE, false, false, s -> a))
                .extracting(ImageSummary::image)
                .containsExactly(a, b, n1, n2);
    }

    @Test
    void danglingImagesHaveNoTag() {
        assertThat(images(Map.of("dangling", List.of("true")), false)).containsExactly(old, lost);
        assertThat(images(Map.of("dangling", List.of("true")), true)).containsExactly(old, lost);
        assertThat(images(Map.of("dangling", List.of("false")), false))
                .containsExactly(app, old, child, pulledParent);
    }

    @Test
    void labelsMustAllMatch() {
        assertThat(images(Map.of("label", List.of("k")), true)).containsExactly(app, base);
        assertThat(images(Map.of("label", List.of("k=v", "x")), true)).containsExactly(app);
        assertThat(images(Map.of("label", List.of("k=w")), true)).isEmpty();
        assertThat(images(Map.of("label", List.of("x=")), true)).containsExactly(app);
    }

    @Test
    void beforeAndSinceAreStrictAndCombine() {
        assertThat(images(Map.of("before", List.of("app")), false))
                .containsExactly(old, child, pulledParent);
        assertThat(images(Map.of("before", List.of("app", "child")), false))
                .containsExactly(pulledParent);
        assertThat(images(Map.of("since", List.of("old")), false)).containsExactly(app);
        assertThat(images(Map.of("since", List.of("old", "child")), false)).containsExactly(app);
        assertThat(images(Map.of("since", List.of("child"), "before", List.of("app")), true))
                .containsExactly(old, base);
        assertThat(images(Map.of("before", List.of("lost")), false)).hasSize(5);
        assertThatThrownBy(() -> images(Map.of("since", List.of("nope")), false))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void untilTakesTheEarliest() {
        assertThat(images(Map.of("until", List.of("2024-02-01T00:00:00.25Z")), false))
                .containsExactly(child, pulledParent);
        assertThat(images(Map.of("until", List.of("2024-03-01", "2023-01-15")), false))
                .containsExactly(pulledParent);
        assertThat(
                        images(
                                Map.of("until", List.of("2024-03-01"), "before", List.of("child")),
                                false))
                .containsExactly(pulledParent);
    }

    @Test
    void onlyMatchingReferencesAreShown() {
        assertThat(rows(Map.of("reference", List.of("app")), false, false))
                .extracting(row -> row.references().stream().map(Reference::familiar).toList())
                .containsExactly(
                        List.of("app:2", "app:latest", app.references().get(2).familiar()),
                        List.of(old.references().getFirst().familiar()));
        assertThat(rows(Map.of("reference", List.of("*:2", "*/*")), false, false))
                .extracting(row -> row.references().stream().map(Reference::familiar).toList())
                .containsExactly(List.of("app:2", "other/app:latest"));
        assertThat(images(Map.of("reference", List.of("*")), true))
                .containsExactly(app, old, child, pulledParent);
        assertThat(
                        images(
                                Map.of("reference", List.of("app@*"), "dangling", List.of("true")),
                                false))
                .containsExactlyInAnyOrder(app, old);
    }

    @Test
    void sharedSizeCountsEqualStacksOnly() {
        assertThat(rows(Map.of(), false, false)).allMatch(row -> row.sharedSize() == -1);
        assertThat(rows(Map.of(), true, true))
                .extracting(row -> Map.entry(row.image().id(), row.sharedSize()))
                .containsExactlyInAnyOrder(
                        Map.entry(app.id(), 10L),
                        Map.entry(base.id(), 10L),
                        Map.entry(old.id(), 10L),
                        Map.entry(lost.id(), 10L),
                        Map.entry(pulledParent.id(), 0L),
                        Map.entry(child.id(), 0L));
    }

    @Test
    void layersCountOnceAndThoseOfIntermediatesAloneNotAtAll() {
        assertThat(ImageListing.layersSize(all)).isEqualTo(60);
        StoredImage made = SampleImage.named("made").layers("n", 7).build();
        StoredImage top = SampleImage.named("top").parent(made).layers("o", 5).build();
        assertThat(ImageListing.layersSize(List.of(made, top))).isEqualTo(5);
        assertThat(ImageListing.layersSize(List.of(made))).isEqualTo(7);
    }

    private List<StoredImage> images(Map<String, List<String>> filters, boolean includeAll) {
        return rows(filters, includeAll, false).stream().map(ImageSummary::image).toList();
    }

    private List<ImageSummary> rows(
            Map<String, List<String>> filters, boolean includeAll, boolean sharedSize) {
        return ImageListing.list(
                all, ImageFilters.forList(filters, CLOCK), includeAll, sharedSize, this::find);
    }

    private StoredImage find(String name) {
        return all.stream()
                .filter(image -> image.id().equals(SampleImage.digest(name)))
                .findFirst()
                .orElseThrow(() -> new NotFound("No such image: " + name));
    }
}
