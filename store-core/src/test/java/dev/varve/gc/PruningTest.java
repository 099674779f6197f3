package dev.varve.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.ImageFilters;
import dev.varve.image.SampleImage;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PruningTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Map<String, List<String>> ALL = Map.of("dangling", List.of("false"));

    private final StoredImage tagged =
            SampleImage.named("tagged")
                    .refs("a", "a@1")
                    .created("2024-01-01T00:00:00Z")
                    .labels(Map.of("keep", "1", "team", "x"))
                    .build();
    private final StoredImage moved =
            SampleImage.named("moved").refs("a@2", "b@2").created("2024-05-31T12:00:00Z").build();
    private final StoredImage intermediate =
            SampleImage.named("intermediate").created("2024-01-01T00:00:00Z").build();
    private final StoredImage dangling =
            SampleImage.named("dangling")
                    .parent(intermediate)
                    .created("2024-02-01T00:00:00Z")
                    .labels(Map.of("keep", "1"))
                    .build();
    private final StoredImage bare = SampleImage.named("bare").notDated().withoutConfig().build();
    private final List<StoredImage> images = List.of(tagged, moved, intermediate, dangling, bare);

    @Test
    void onlyDanglingImagesAreCandidatesUnlessAllAreAskedFor() {
        assertThat(candidates(Map.of())).containsExactly(moved, dangling, bare);
        assertThat(candidates(ALL)).containsExactly(tagged, moved, dangling, bare);
    }

    @Test
    void untilSparesYoungerAndUndatedImages() {
        assertThat(candidates(Map.of("until", List.of("24h")))).containsExactly(dangling);
        assertThat(candidates(Map.of("until", List.of("12h")))).containsExactly(moved, dangling);
    }

    @Test
    void labelsAreAskedForAndSpared() {
        assertThat(candidates(Map.of("label", List.of("keep")))).containsExactly(dangling);
        assertThat(candidates(Map.of("label!", List.of("keep")))).containsExactly(moved, bare);
        assertThat(
                        candidates(
                                Map.of(
                                        "dangling", List.of("false"),
                                        "label!", List.of("keep", "team=x"))))
                .containsExactly(moved, dangling, bare);
    }

    @Test
    void pruneRemovesDanglingImagesWithTheirDigestsAndParents() {
        assertThat(deleted(planAll(Map.of(), Map.of())))
                .containsExactly(moved.id(), dangling.id(), intermediate.id(), bare.id());
        assertThat(deleted(planAll(ALL, Map.of())))
                .containsExactly(
                        tagged.id(), moved.id(), dangling.id(), intermediate.id(), bare.id());
    }

    @Test
    void imagesInUseStay() {
        Map<Digest, List<ContainerUse>> uses =
                Map.of(
                        tagged.id(), List.of(new ContainerUse("c1", false)),
                        dangling.id(), List.of(new ContainerUse("c2", true)),
                        bare.id(), List.of(new ContainerUse("c3", false)));

        assertThat(deleted(planAll(ALL, uses))).containsExactly(moved.id());
    }

    @Test
    void imageInUseLosesAllTagsButTheLast() {
        StoredImage image = SampleImage.named("i").refs("a", "b", "c").build();
        Map<Digest, List<ContainerUse>> uses =
                Map.of(image.id(), List.of(new ContainerUse("c1", false)));
        RemovalView view = new MemoryView(List.of(image), uses);

        List<RemovalPlan> plans =
                Pruning.planAll(view, List.of(image), ImageFilters.forPrune(ALL, CLOCK));
        assertThat(plans.stream().flatMap(plan -> plan.steps().stream()))
                .containsExactly(
                        new Step.DropReference(SampleImage.reference("a"), true, true),
                        new Step.DropReference(SampleImage.reference("b"), true, true));
        assertThat(Pruning.plan(view, image)).isEqualTo(plans);
    }

    private List<StoredImage> candidates(Map<String, List<String>> filters) {
        return Pruning.candidates(images, ImageFilters.forPrune(filters, CLOCK));
    }

    private List<RemovalPlan> planAll(
            Map<String, List<String>> filters, Map<Digest, List<ContainerUse>> uses) {
        return Pruning.planAll(
                new MemoryView(images, uses), images, ImageFilters.forPrune(filters, CLOCK));
    }

    private static List<Digest> deleted(List<RemovalPlan> plans) {
        List<Digest> deleted = new ArrayList<>();
        for (RemovalPlan plan : plans) {
            for (Step step : plan.steps()) {
                if (step instanceof Step.DeleteImage(Digest id)) {
                    deleted.add(id);
                }
            }
        }
        return deleted;
    }
}
