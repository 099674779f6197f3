package dev.varve.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.SampleImage;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class RemovalsTest {
    private static final String CONTAINER = "c0ffee".repeat(10);

    private final Map<Digest, List<ContainerUse>> uses = new HashMap<>();

    @Test
    void oneOfTwoTagsIsJustDropped() {
        StoredImage image = SampleImage.named("i").refs("a:1", "a:2", "a@d").build();

        assertThat(plan("a:1", image)).containsExactly("untagged a:1");
    }

    @Test
    void lastTagTakesTheDigestsOfItsRepositoryAndTheImageAlong() {
        StoredImage image = SampleImage.named("i").refs("a", "a@d").build();

        assertThat(plan("a", image)).containsExactly("untagged a:latest", "swept a@d", "deleted i");
        assertThat(Removals.plan(view(image), "a", false, false).image()).isEqualTo(image.id());
    }

    @Test
    void digestsOfOtherRepositoriesKeepTheImage() {
        StoredImage image = SampleImage.named("i").refs("a", "a@d", "b@d").build();

        assertThat(plan("a", image)).containsExactly("untagged a:latest", "swept a@d");
    }

    @Test
    void digestRemovedByNameSweepsNothing() {
        StoredImage image = SampleImage.named("i").refs("a@d", "a@e").build();
        String given = "a@" + SampleImage.digest("d");

        assertThat(plan(given, image)).containsExactly("untagged a@d");
        StoredImage last = SampleImage.named("i").refs("a@d").build();
        assertThat(plan(given, last)).containsExactly("untagged a@d", "deleted i");
        assertThat(plan("a:ignored@" + SampleImage.digest("d"), last))
                .containsExactly("untagged a@d", "deleted i");
    }

    @Test
    void lastTagOfAParentLeavesAnIntermediateImage() {
        StoredImage parent = SampleImage.named("p").refs("p").build();
        StoredImage child = SampleImage.named("c").parent(parent).refs("c").build();

        assertThat(plan("p", parent, child)).containsExactly("untagged p:latest");
        assertThat(force("p", parent, child)).containsExactly("untagged p:latest");
    }

    @Test
    void idOfAnImageWithSeveralNamesNeedsForce() {
        StoredImage twoTags = SampleImage.named("i").refs("a:1", "a:2", "a@d").build();
        StoredImage twoRepositories = SampleImage.named("i").refs("a", "b@d").build();
        String message =
                "conflict: unable to delete "
                        + twoTags.id().shortHex()
                        + " (must be forced) - image is referenced in multiple repositories";

        assertRefused(twoTags.id().hex(), false, message, twoTags);
        assertRefused(twoTags.id().toString(), false, message, twoRepositories);
        assertThat(force(twoTags.id().shortHex(), twoTags))
                .containsExactly("untagged a:1", "untagged a:2", "untagged a@d", "deleted i");
    }

    @Test
    void idOfAnImageWithOneNameTakesItAlong() {
        StoredImage image = SampleImage.named("i").refs("a", "a@d", "a@e").build();

        assertThat(plan(image.id().hex(), image))
                .containsExactlyInAnyOrder(
                        "untagged a:latest", "untagged a@d", "untagged a@e", "deleted i")
                .endsWith("deleted i");
        StoredImage unnamed = SampleImage.named("i").build();
        assertThat(plan(unnamed.id().shortHex(), unnamed)).containsExactly("deleted i");
    }

    @Test
    void containerAtRestIsGoneOverByForceOnly() {
        StoredImage image = SampleImage.named("i").refs("a", "a@d").build();
        use(image, false);

        assertRefused(
                "a",
                false,
                "conflict: unable to remove repository reference \"a\" (must force) - container"
                        + " c0ffeec0ffee is using its referenced image "
                        + image.id().shortHex(),
                image);
        assertRefused(
                image.id().hex(),
                false,
                "conflict: unable to delete "
                        + image.id().shortHex()
                        + " (must be forced) - image is being used by stopped container"
                        + " c0ffeec0ffee",
                image);
        assertThat(force("a", image))
                .containsExactly("untagged a:latest", "swept a@d", "deleted i");
        assertThat(force(image.id().hex(), image))
                .containsExactly("untagged a:latest", "untagged a@d", "deleted i");
    }

    @Test
    void everyHolderIsNamed() {
        StoredImage image = SampleImage.named("i").refs("a").build();
        uses.put(
                image.id(),
                List.of(
                        new ContainerUse("a".repeat(64), false),
                        new ContainerUse("b".repeat(64), true),
                        new ContainerUse("c".repeat(64), true)));
        String id = image.id().shortHex();

        assertRefused(
                "a",
                false,
                "conflict: unable to remove repository reference \"a\" (must force) - containers"
                    + " aaaaaaaaaaaa, bbbbbbbbbbbb, cccccccccccc are using its referenced image "
                        + id,
                image);
        assertRefused(
                image.id().hex(),
                true,
                "conflict: unable to delete "
                        + id
                        + " (cannot be forced) - image is being used by running containers"
                        + " bbbbbbbbbbbb, cccccccccccc",
                image);
        uses.put(
                image.id(),
                List.of(
                        new ContainerUse("a".repeat(64), false),
                        new ContainerUse("b".repeat(64), false)));
        assertRefused(
                image.id().hex(),
                false,
                "conflict: unable to delete "
                        + id
                        + " (must be forced) - image is being used by stopped containers"
                        + " aaaaaaaaaaaa, bbbbbbbbbbbb",
                image);
    }

    @Test
    void containerDoesNotKeepOneOfSeveralNames() {
        StoredImage image = SampleImage.named("i").refs("a", "b").build();
        use(image, true);

        assertThat(plan("a", image)).containsExactly("untagged a:latest");
    }

    @Test
    void runningContainerKeepsTheImageAgainstForce() {
        StoredImage image = SampleImage.named("i").refs("a").build();
        use(image, true);

        assertThat(force("a", image)).containsExactly("untagged a:latest");
        for (boolean force : List.of(true, false)) {
            assertRefused(
                    image.id().hex(),
                    force,
                    "conflict: unable to delete "
                            + image.id().shortHex()
                            + " (cannot be forced) - image is being used by running container"
                            + " c0ffeec0ffee",
                    image);
        }
    }

    @Test
    void childrenKeepTheImageAgainstForceAndAreNamedFirst() {
        StoredImage parent = SampleImage.named("p").refs("p:1", "p:2").build();
        StoredImage child = SampleImage.named("c").parent(parent).build();
        use(parent, true);

        assertRefused(
                parent.id().hex(),
                true,
                "conflict: unable to delete "
                        + parent.id().shortHex()
                        + " (cannot be forced) - image has dependent child images",
                parent,
                child);
    }

    @Test
    void unheldAncestorsGoAlong() {
        StoredImage root = SampleImage.named("root").refs("root").build();
        StoredImage p1 = SampleImage.named("p1").parent(root).build();
        StoredImage p2 = SampleImage.named("p2").parent(p1).build();
        StoredImage top = SampleImage.named("top").parent(p2).refs("top").build();

        assertThat(plan("top", root, p1, p2, top))
                .containsExactly("untagged top:latest", "deleted top", "deleted p2", "deleted p1");
        assertThat(steps("top", false, true, root, p1, p2, top))
                .containsExactly("untagged top:latest", "deleted top");
        StoredImage sibling = SampleImage.named("sibling").parent(p1).build();
        assertThat(plan("top", root, p1, p2, top, sibling))
                .containsExactly("untagged top:latest", "deleted top", "deleted p2");
        assertThat(plan("top", p2, top))
                .containsExactly("untagged top:latest", "deleted top", "deleted p2");
        use(p2, false);
        assertThat(force("top", root, p1, p2, top))
                .containsExactly("untagged top:latest", "deleted top");
    }

    @Test
    void nameThatIsAlsoTheStartOfTheIdCountsAsTheId() {
        StoredImage image = SampleImage.withHex("ab").refs("ab:latest", "ab:2").build();
        StoredImage other = SampleImage.withHex("cd").refs("ab:3", "ef:latest", "x").build();

        assertThatThrownBy(() -> plan("ab", image)).isInstanceOf(Conflict.class);
        assertThat(plan("ef", image, other)).containsExactly("untagged ef:latest");
    }

    @Test
    void unknownImagesAndBadNamesAreRefused() {
        assertThatThrownBy(() -> plan("nope"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nope:latest");
        assertThatThrownBy(() -> plan("A b")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void foreignNameInAMessageIsQuoted() {
        StoredImage image = SampleImage.named("i").refs("docker.io/a/b:1").build();
        use(image, false);

        assertThatThrownBy(() -> plan("docker.io/a/b:1", image))
                .hasMessageContaining("reference \"docker.io/a/b:1\" (must");
    }

    private void use(StoredImage image, boolean running) {
        uses.put(image.id(), List.of(new ContainerUse(CONTAINER, running)));
    }

    private RemovalView view(StoredImage... images) {
        return new MemoryView(List.of(images), uses);
    }

    private List<String> plan(String text, StoredImage... images) {
        return steps(text, false, false, images);
    }

    private List<String> force(String text, StoredImage... images) {
        return steps(text, true, false, images);
    }

    private List<String> steps(String text, boolean force, boolean noprune, StoredImage... images) {
        return Removals.plan(view(images), text, force, noprune).steps().stream()
                .map(RemovalsTest::words)
                .toList();
    }

    /// Steps in short, with the names of [SampleImage#named] for digests.
    private static String words(Step step) {
        String words =
                switch (step) {
                    case Step.DropReference drop ->
                            (drop.event() ? "untagged " : "swept ") + drop.reference().familiar();
                    case Step.DeleteImage delete -> "deleted " + delete.id();
                };
        for (String name : Arrays.asList("i", "d", "e", "p", "c", "root", "p1", "p2", "top")) {
            words = words.replace(SampleImage.digest(name).toString(), name);
        }
        return words;
    }

    private void assertRefused(String text, boolean force, String message, StoredImage... images) {
        assertThatThrownBy(() -> steps(text, force, false, images))
                .isInstanceOf(Conflict.class)
                .hasMessage(message);
    }
}
