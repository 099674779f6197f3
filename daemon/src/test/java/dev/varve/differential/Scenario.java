package dev.varve.differential;

import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.registry.LoopbackRegistry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A script that starts with an empty store and an empty registry and ends with a look at what the
/// store then holds. Its name is the fact that it shows.
final class Scenario {
    private final String name;
    private final List<Step> steps = new ArrayList<>();

    private Scenario(String name) {
        this.name = name;
    }

    static Scenario scenario(String name) {
        return new Scenario(name);
    }

    String name() {
        return name;
    }

    /// With the look at the store as the last one.
    List<Step> steps() {
        List<Step> all = new ArrayList<>(steps);
        if (all.isEmpty() || !(all.getLast().call() instanceof Call.State)) {
            all.add(Step.of(new Call.State()));
        }
        return List.copyOf(all);
    }

    /// @param command the words after `docker`, as one would type them at a shell
    Scenario docker(String command) {
        return dockerWith("", command);
    }

    /// @param input what the command reads
    Scenario dockerWith(String input, String command) {
        return add(new Call.Docker(Words.of(command), input));
    }

    /// Publishes an image as `repository:tag` and pulls it.
    Scenario have(String name, TestImage image) {
        return publish(name, image).docker("pull -q $R/" + name);
    }

    /// Has an image under a name without a registry and without a digest.
    Scenario haveAs(String shortName, String name, TestImage image) {
        return have(name, image)
                .docker("tag $R/" + name + " " + shortName)
                .docker("rmi $R/" + name);
    }

    Scenario publish(String name, TestImage image) {
        return atRegistry(
                "publish " + name + " " + Images.nameOf(image),
                registry -> registry.publish(repository(name), tag(name), image));
    }

    Scenario publish(String name, TestIndex index) {
        return atRegistry(
                "publish " + name + " " + Images.nameOf(index),
                registry -> registry.publish(repository(name), tag(name), index));
    }

    Scenario atRegistry(String words, Consumer<LoopbackRegistry> change) {
        return add(new Call.AtRegistry(words, change));
    }

    Scenario http(String method, String target) {
        return http(method, target, "");
    }

    Scenario http(String method, String target, String body) {
        return add(new Call.Http(method, target, body));
    }

    Scenario run(String name, String image) {
        return add(new Call.Run(name, image));
    }

    Scenario write(String file, String content) {
        return write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    Scenario write(String file, byte[] content) {
        return add(new Call.Write(file, content));
    }

    Scenario look(String file) {
        return add(new Call.Look(file));
    }

    Scenario state() {
        return add(new Call.State());
    }

    /// Keeps what the last step printed, for `$name` in later ones.
    Scenario as(String kept) {
        return change(step -> step.keptAs(kept));
    }

    /// docker itself leaves the order of the last step's lines open.
    Scenario inAnyOrder() {
        return change(Step::inAnyOrder);
    }

    /// The last step deliberately has another outcome with Varve than with dockerd.
    Scenario differs(String key, String ours) {
        return differs(key, theirs -> ours.strip());
    }

    /// The last step deliberately has another outcome with Varve: dockerd's, changed.
    Scenario differs(String key, UnaryOperator<String> ours) {
        return change(step -> step.differing(new Step.Difference(key, ours, false)));
    }

    /// dockerd's answer to the last step depends on chance, so it may be Varve's too.
    Scenario differsByChance(String key, String ours) {
        return change(
                step -> step.differing(new Step.Difference(key, theirs -> ours.strip(), true)));
    }

    private Scenario change(UnaryOperator<Step> change) {
        steps.set(steps.size() - 1, change.apply(steps.getLast()));
        return this;
    }

    private Scenario add(Call call) {
        steps.add(Step.of(call));
        return this;
    }

    private static String repository(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static String tag(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(colon + 1);
    }
}
