package dev.varve.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException;
import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.ImageFilters;
import dev.varve.image.SampleImage;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Random stores and random removals: whatever is planned, nothing that is needed goes.
class RemovalInvariantsTest {
    private static final List<String> TAGS = List.of("a:1", "a:2", "b:1", "c/d:1", "e.f/g:latest");
    private static final List<String> DIGESTS = List.of("a@1", "a@2", "b@1", "c/d@1", "e.f/g@1");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void removalNeverTakesWhatIsNeeded() {
        int deletions = 0;
        int refusals = 0;
        for (int round = 0; round < 8_000; round++) {
            World world = new World(random);
            String text = world.someText(random);
            boolean force = random.nextBoolean();
            boolean noprune = random.nextInt(4) == 0;
            try {
                RemovalPlan plan = Removals.plan(world.view, text, force, noprune);
                deletions += world.carryOut(plan, seed);
                assertThat(plan.steps()).as("seed %d, rm %s", seed, text).isNotEmpty();
            } catch (StoreException.Conflict | StoreException.NotFound e) {
                refusals++;
            }
        }
        assertThat(deletions).as("seed %d", seed).isGreaterThan(300);
        assertThat(refusals).as("seed %d", seed).isGreaterThan(300);
    }

    @Test
    void pruneNeverTakesWhatIsNeededNorLeavesWhatIsNot() {
        for (int round = 0; round < 3_000; round++) {
            World world = new World(random);
            boolean all = random.nextBoolean();
            Map<String, List<String>> given = all ? Map.of("dangling", List.of("false")) : Map.of();
            ImageFilters filters = ImageFilters.forPrune(given, Clock.systemUTC());
            List<RemovalPlan> plans = Pruning.planAll(world.view, world.images, filters);
            plans.forEach(plan -> world.carryOut(plan, seed));
            for (StoredImage image : world.images) {
                boolean tagLost =
                        image.references().stream()
                                .anyMatch(r -> r.tag().isPresent() && world.dropped.contains(r));
                assertThat(tagLost && !all).as("seed %d", seed).isFalse();
                boolean leaf = world.childrenLeft(image.id()).isEmpty();
                boolean candidate = all || image.references().isEmpty();
                if (candidate && leaf && world.usesOf(image.id()).isEmpty()) {
                    assertThat(world.deleted).as("seed %d", seed).contains(image.id());
                }
            }
        }
    }

    /// A small random store that checks each step before it believes it.
    private static final class World {
        final List<StoredImage> images = new ArrayList<>();
        final Map<Digest, List<ContainerUse>> uses = new HashMap<>();
        final Set<Reference> dropped = new HashSet<>();
        final Set<Digest> deleted = new HashSet<>();
        final RemovalView view;

        World(Random random) {
            List<String> names = new ArrayList<>(TAGS);
            names.addAll(DIGESTS);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                SampleImage image = SampleImage.named("image" + images.size());
                if (!images.isEmpty() && random.nextInt(3) > 0) {
                    image.parent(images.get(random.nextInt(images.size())));
                }
                List<String> refs = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0 && !names.isEmpty(); n--) {
                    refs.add(names.remove(random.nextInt(names.size())));
                }
                StoredImage built = image.refs(refs.toArray(String[]::new)).build();
                images.add(built);
                if (random.nextInt(4) == 0) {
                    uses.put(built.id(), List.of(new ContainerUse("c" + i, random.nextBoolean())));
                }
            }
            view = new MemoryView(images, uses);
        }

        String someText(Random random) {
            StoredImage image = images.get(random.nextInt(images.size()));
            if (image.references().isEmpty() || random.nextInt(3) == 0) {
                return image.id().hex().substring(0, random.nextInt(5, 65));
            }
            return image.references().get(random.nextInt(image.references().size())).familiar();
        }

        /// Returns how many images went.
        int carryOut(RemovalPlan plan, long seed) {
            int before = deleted.size();
            for (Step step : plan.steps()) {
                switch (step) {
                    case Step.DropReference drop -> {
                        assertThat(dropped.add(drop.reference())).as("seed %d", seed).isTrue();
                        assertThat(image(plan.image()).orElseThrow().references())
                                .as("seed %d", seed)
                                .contains(drop.reference());
                    }
                    case Step.DeleteImage delete -> check(delete.id(), seed);
                }
            }
            return deleted.size() - before;
        }

        private void check(Digest id, long seed) {
            StoredImage image = image(id).orElseThrow();
            assertThat(dropped)
                    .as("seed %d: references left", seed)
                    .containsAll(image.references());
            assertThat(childrenLeft(id)).as("seed %d: children left", seed).isEmpty();
            assertThat(usesOf(id).stream().anyMatch(ContainerUse::running))
                    .as("seed %d: in use", seed)
                    .isFalse();
            assertThat(deleted.add(id)).as("seed %d: deleted twice", seed).isTrue();
        }

        List<StoredImage> childrenLeft(Digest id) {
            return images.stream()
                    .filter(image -> image.parent().equals(Optional.of(id)))
                    .filter(image -> !deleted.contains(image.id()))
                    .toList();
        }

        List<ContainerUse> usesOf(Digest id) {
            return uses.getOrDefault(id, List.of());
        }

        private Optional<StoredImage> image(Digest id) {
            return images.stream().filter(image -> image.id().equals(id)).findFirst();
        }
    }
}
