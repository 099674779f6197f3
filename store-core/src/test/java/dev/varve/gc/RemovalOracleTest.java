package dev.varve.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.fixtures.random.Cases;
import dev.varve.fixtures.random.Dice;
import dev.varve.gc.RemovalOracle.Refused;
import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.ImageFilters;
import dev.varve.image.SampleImage;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Removals and prunes on small random stores do, and refuse, exactly what [RemovalOracle] does.
class RemovalOracleTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC);
    // Names that are starts of IDs, that look like digests, and of other registries.
    private static final List<String> NAMES =
            List.of(
                    "a:latest",
                    "a:1",
                    "a:2",
                    "b:latest",
                    "b:1",
                    "ab:latest",
                    "f0:latest",
                    "f0:1",
                    "c/d:latest",
                    "e.f/g:latest",
                    "localhost:5000/a:1",
                    "sha:latest",
                    "sha256/x:f0",
                    "a@1",
                    "a@2",
                    "b@1",
                    "f0@1",
                    "c/d@1",
                    "e.f/g@1",
                    "localhost:5000/a@1");

    @Test
    void removalsAreDockers() {
        Cases.forAll(
                        30_000,
                        dice -> {
                            World world = new World(dice);
                            String given = world.something(dice);
                            boolean force = dice.flip();
                            boolean noprune = dice.oneIn(3);
                            String found;
                            try {
                                RemovalPlan plan =
                                        Removals.plan(world.view(), given, force, noprune);
                                found = String.join("\n", steps(plan));
                            } catch (StoreException e) {
                                found = status(e) + " " + e.getMessage();
                            }
                            String expected;
                            try {
                                world.oracle.remove(given, force, !noprune);
                                expected = String.join("\n", world.oracle.takeSteps());
                                dice.note(expected.contains("delete") ? "deleted" : "untagged");
                                dice.note(expected.contains("sweep") ? "swept" : "not swept");
                            } catch (Refused e) {
                                expected = e.status + " " + e.getMessage();
                                assertThat(world.oracle.takeSteps()).isEmpty();
                                dice.note(
                                        expected.replaceAll("[0-9a-f]{12}|\".*?\"|: .*(?=:)", "…"));
                            }
                            assertThat(found)
                                    .as(
                                            "rm %s, force %s, noprune %s of %s",
                                            given, force, noprune, world)
                                    .isEqualTo(expected);
                        })
                .requires(500, "deleted", "untagged", "swept");
    }

    @Test
    void severalRemovalsOneAfterTheOtherLeaveTheSameStore() {
        Cases.forAll(
                5_000,
                dice -> {
                    World world = new World(dice);
                    PlannedView planned = new PlannedView(world.view());
                    for (int i = 0; i < 4; i++) {
                        String given = world.something(dice);
                        boolean force = dice.flip();
                        try {
                            Removals.plan(planned, given, force, false)
                                    .steps()
                                    .forEach(planned::apply);
                        } catch (StoreException refused) {
                            dice.note("refused");
                        }
                        try {
                            world.oracle.remove(given, force, true);
                        } catch (Refused refused) {
                            dice.note("refused by the oracle");
                        }
                    }
                    assertSameStore(world, planned);
                });
    }

    @Test
    void prunesAreDockers() {
        Cases.forAll(
                        15_000,
                        dice -> {
                            World world = new World(dice);
                            boolean all = dice.flip();
                            Map<String, List<String>> filters = new HashMap<>();
                            filters.put("dangling", List.of(all ? "false" : "true"));
                            if (dice.oneIn(2)) {
                                filters.put("until", List.of("2024-05-1" + dice.below(5)));
                            }
                            if (dice.oneIn(3)) {
                                filters.put("label", dice.some(LABELS, dice.between(1, 2)));
                            }
                            if (dice.oneIn(3)) {
                                filters.put("label!", dice.some(LABELS, dice.between(1, 2)));
                            }
                            List<RemovalPlan> plans =
                                    Pruning.planAll(
                                            world.view(),
                                            world.images,
                                            ImageFilters.forPrune(filters, CLOCK));
                            world.oracle.prune(world.candidates(filters));
                            List<String> expected = world.oracle.takeSteps();
                            dice.note(expected.isEmpty() ? "nothing" : "something");
                            assertThat(plans.stream().flatMap(plan -> steps(plan).stream()))
                                    .as("prune %s of %s", filters, world)
                                    .containsExactlyElementsOf(expected);
                        })
                .requires(500, "nothing", "something");
    }

    @Test
    void nothingThatIsHeldIsEverPlanned() {
        Cases.forAll(
                10_000,
                dice -> {
                    World world = new World(dice);
                    PlannedView planned = new PlannedView(world.view());
                    try {
                        Removals.plan(world.view(), world.something(dice), dice.flip(), dice.flip())
                                .steps()
                                .forEach(planned::apply);
                    } catch (StoreException refused) {
                        assertSameStore(world, planned);
                    }
                    for (StoredImage image : world.images) {
                        boolean running =
                                world.uses.getOrDefault(image.id(), List.of()).stream()
                                        .anyMatch(ContainerUse::running);
                        boolean needed = running || !planned.children(image.id()).isEmpty();
                        if (needed) {
                            assertThat(planned.hasImage(image.id())).as("%s", world).isTrue();
                        }
                    }
                });
    }

    private static final List<String> LABELS = List.of("k", "k=v", "k=w", "l", "l=");

    private static void assertSameStore(World world, PlannedView planned) {
        for (StoredImage image : world.images) {
            List<String> expected =
                    world.oracle.store.stream()
                            .filter(left -> left.hex.equals(image.id().hex()))
                            .map(left -> left.references.toString())
                            .toList();
            List<String> found =
                    planned.image(image.id()).stream()
                            .map(left -> left.references().toString())
                            .toList();
            assertThat(found).as("%s", world).isEqualTo(expected);
        }
    }

    private static List<String> steps(RemovalPlan plan) {
        List<String> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add(
                    switch (step) {
                        case Step.DropReference(
                                        Reference name,
                                        boolean reported,
                                        boolean event) -> {
                            assertThat(reported).isTrue();
                            yield (event ? "untag " : "sweep ") + name;
                        }
                        case Step.DeleteImage(Digest id) -> "delete " + id.hex();
                    });
        }
        return steps;
    }

    private static int status(StoreException e) {
        return switch (e) {
            case NotFound _ -> 404;
            case Conflict _ -> 409;
            case InvalidArgument _ -> 400;
            default -> 500;
        };
    }

    /// The same random store in both forms.
    private static final class World {
        final List<StoredImage> images = new ArrayList<>();
        final Map<Digest, List<ContainerUse>> uses = new HashMap<>();
        final RemovalOracle oracle;

        World(Dice dice) {
            List<RemovalOracle.Image> plain = new ArrayList<>();
            List<String> names = dice.some(NAMES, NAMES.size());
            int count = Math.min(6, dice.between(1, 1 + dice.size() / 2));
            // IDs that begin alike, and like names of the list.
            List<String> starts =
                    dice.some(List.of("a", "ab", "abc", "f0", "f0f", "0", "5a", "5b"), count);
            for (String start : starts) {
                SampleImage image = SampleImage.withHex(start + dice.text("0123456789abcdef", 12));
                StoredImage parent = images.isEmpty() || dice.oneIn(3) ? null : dice.pick(images);
                if (parent != null) {
                    image.parent(parent);
                }
                List<String> refs = new ArrayList<>();
                for (int n = dice.between(0, 4); n > 0 && !names.isEmpty(); n--) {
                    refs.add(names.removeFirst());
                }
                if (dice.oneIn(4)) {
                    image.notDated();
                } else {
                    image.created("2024-05-1" + dice.below(5) + "T00:00:00Z");
                }
                if (dice.oneIn(2)) {
                    image.labels(
                            dice.of(Map.of("k", "v"), Map.of("k", "w", "l", ""), Map.of("l", "x")));
                } else if (dice.flip()) {
                    image.withoutConfig();
                }
                StoredImage built = image.refs(refs.toArray(String[]::new)).build();
                images.add(built);
                RemovalOracle.Image other =
                        new RemovalOracle.Image(
                                built.id().hex(), parent == null ? null : parent.id().hex());
                built.references().forEach(r -> other.references.add(r.toString()));
                for (int n = dice.oneIn(4) ? dice.between(1, 2) : 0; n > 0; n--) {
                    other.containers.add(
                            new ContainerUse(dice.text("0123456789abcdef", 64), dice.flip()));
                }
                uses.put(built.id(), List.copyOf(other.containers));
                plain.add(other);
            }
            oracle = new RemovalOracle(plain);
        }

        RemovalView view() {
            return new MemoryView(images, uses);
        }

        /// What a user might type.
        String something(Dice dice) {
            StoredImage image = dice.pick(images);
            String hex = image.id().hex();
            if (image.references().isEmpty() || dice.oneIn(3)) {
                return dice.of("", "", "sha256:") + hex.substring(0, dice.of(1, 2, 3, 12, 63, 64));
            }
            Reference name = dice.pick(image.references());
            return switch (dice.below(8)) {
                case 0 -> name.nameOnly().familiar();
                case 1 -> name.toString();
                case 2 ->
                        dice.of(
                                "a",
                                "ab",
                                "f0",
                                "f0:1",
                                "sha",
                                "sha256",
                                "nope",
                                "A",
                                "a:",
                                "sha256:f0");
                case 3 ->
                        name.digest().isPresent()
                                ? name.withTag("other").familiar()
                                : name.familiar();
                default -> name.familiar();
            };
        }

        /// Said again, like the rest of the oracle: which images a prune tries.
        List<RemovalOracle.Image> candidates(Map<String, List<String>> filters) {
            boolean all = filters.get("dangling").equals(List.of("false"));
            List<RemovalOracle.Image> candidates = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                StoredImage image = images.get(i);
                RemovalOracle.Image plain = oracle.store.get(i);
                boolean tagged = plain.references.stream().anyMatch(r -> !r.contains("@"));
                boolean chosen =
                        all
                                ? !(oracle.hasChildren(plain) && plain.references.isEmpty())
                                : !oracle.hasChildren(plain) && !tagged;
                for (String until : filters.getOrDefault("until", List.of())) {
                    Instant limit = Instant.parse(until + "T00:00:00Z");
                    chosen &= image.created().isPresent() && !image.created().get().isAfter(limit);
                }
                for (String label : filters.getOrDefault("label", List.of())) {
                    chosen &= has(image, label);
                }
                List<String> spared = filters.getOrDefault("label!", List.of());
                chosen &= spared.isEmpty() || !spared.stream().allMatch(label -> has(image, label));
                if (chosen) {
                    candidates.add(plain);
                }
            }
            return candidates;
        }

        private static boolean has(StoredImage image, String label) {
            String[] parts = label.split("=", 2);
            String value = image.labels().get(parts[0]);
            return value != null && (parts.length == 1 || value.equals(parts[1]));
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (StoredImage image : images) {
                text.append("\n  ")
                        .append(image.id().shortHex())
                        .append(' ')
                        .append(image.references());
                text.append(" parent ").append(image.parent().map(Digest::shortHex).orElse("-"));
                text.append(' ').append(uses.get(image.id()));
            }
            return text.toString();
        }
    }
}
