package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.SUB;
import static dev.varve.differential.Scenario.scenario;

import dev.varve.fixtures.registry.Behaviour;

import java.util.List;

/// What pushes say, bring to a registry and leave here.
final class PushScenarios {
    private PushScenarios() {}

    /// dockerd makes a new manifest, and so another digest.
    private static String manifestsAsPulled(String theirs) {
        return theirs.replaceAll("<#1> size: \\d+", "<#1> size: " + APP.manifest().length)
                .replaceAll("<#2> size: \\d+", "<#2> size: " + SUB.manifest().length)
                .replace("<registry>/app@sha256:<#1>, ", "")
                .replace(", <registry>/app@sha256:<#1>", "")
                .replace("<#1>", "<app manifest>")
                .replace("<#2>", "<sub manifest>");
    }

    static List<Scenario> all() {
        return List.of(
                scenario("push of what the registry has")
                        .have("app:1", APP)
                        .docker("push $R/app:1")
                        .inAnyOrder()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled)
                        .state()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled),
                scenario("push to another repository of the registry")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 $R/team/other:1")
                        .docker("push $R/team/other:1")
                        .inAnyOrder()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled)
                        .state()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled),
                scenario("push of what the registry has no more")
                        .have("app:1", APP)
                        .atRegistry("forget the blobs of app", r -> r.forgetBlobs("app"))
                        .docker("push $R/app:1")
                        .inAnyOrder()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled)
                        .state()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled),
                scenario("push of all tags")
                        .have("app:1", APP)
                        .have("sub:1", SUB)
                        .docker("tag $R/app:1 $R/many:1")
                        .docker("tag $R/sub:1 $R/many:2")
                        .docker("push -a $R/many")
                        .inAnyOrder()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled)
                        .state()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled),
                scenario("push says the name alone when asked to be quiet")
                        .have("app:1", APP)
                        .docker("push -q $R/app:1")
                        .state()
                        .differs("push-bytes", PushScenarios::manifestsAsPulled),
                scenario("push of a tag that is not there")
                        .have("app:1", APP)
                        .docker("push $R/app:2"),
                scenario("push of a repository that is not there").docker("push $R/nope:1"),
                scenario("push of all tags of a repository that has none")
                        .have("app:1", APP)
                        .docker("pull -q $R/app@" + APP.manifestDigest())
                        .docker("rmi $R/app:1")
                        .docker("push -a $R/app"),
                scenario("push of names that are none")
                        .docker("push Upper")
                        .docker("push a@sha256:" + "0".repeat(64))
                        .docker("push -a $R/app:1")
                        .docker("push"),
                scenario("push that the registry denies")
                        .have("app:1", APP)
                        .atRegistry(
                                "answer 403",
                                r ->
                                        r.on("PUT", "/v2/app/manifests/.*")
                                                .unseen()
                                                .answer(
                                                        Behaviour.error(
                                                                403, "DENIED", "not for you")))
                        .docker("push $R/app:1")
                        .inAnyOrder());
    }
}
