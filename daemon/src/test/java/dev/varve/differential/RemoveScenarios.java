package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.HOLLOW;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.MULTI;
import static dev.varve.differential.Images.SUB;
import static dev.varve.differential.Images.TWICE;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;
import java.util.stream.Stream;

/// What removing an image by its names and IDs removes, in what order, and when it is refused.
final class RemoveScenarios {
    private static final String APP_DIGEST = "$R/app@" + APP.manifestDigest();

    private RemoveScenarios() {}

    static List<Scenario> all() {
        return Stream.of(byName(), byDigest(), byId(), layers(), others())
                .flatMap(List::stream)
                .toList();
    }

    private static Scenario app(String name) {
        return scenario(name).have("app:1", APP);
    }

    /// With another tag in the same repository.
    private static Scenario twoTags(String name) {
        return app(name).docker("tag $R/app:1 $R/app:2");
    }

    /// With a tag in another repository.
    private static Scenario twoRepositories(String name) {
        return app(name).docker("tag $R/app:1 other:1");
    }

    private static List<Scenario> byName() {
        return List.of(
                app("rmi of the only tag").docker("rmi $R/app:1"),
                app("rmi of the only tag, forced").docker("rmi -f $R/app:1"),
                app("rmi of the only tag, leaving parents").docker("image rm --no-prune $R/app:1"),
                scenario("rmi of latest without saying so")
                        .have("app:latest", APP)
                        .docker("rmi $R/app"),
                scenario("rmi of the only name, which has no digest")
                        .haveAs("x:1", "app:1", APP)
                        .docker("rmi x:1"),
                twoTags("rmi of one of two tags").docker("rmi $R/app:1").docker("images --digests"),
                twoTags("rmi of one of two tags, forced").docker("rmi -f $R/app:2"),
                twoTags("rmi of two tags, one after the other")
                        .docker("rmi $R/app:2")
                        .docker("rmi $R/app:1"),
                twoTags("rmi of two tags at once").docker("rmi $R/app:1 $R/app:2"),
                twoRepositories("rmi of the tag that has the digest")
                        .docker("rmi $R/app:1")
                        .docker("images --digests"),
                twoRepositories("rmi of the tag that has no digest")
                        .docker("rmi other:1")
                        .docker("images --digests"),
                scenario("rmi of one of two repositories with digests")
                        .have("app:1", APP)
                        .have("team/app:1", APP)
                        .docker("rmi $R/app:1")
                        .docker("images --digests"),
                scenario("rmi of a tag that moved there and back sweeps both digests")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 keep:1")
                        .publish("app:2", APP)
                        .docker("pull -q $R/app:2")
                        .docker("rmi $R/app:2")
                        .docker("rmi $R/app:1"),
                scenario("rmi of an image that came by an index")
                        .publish("multi:1", MULTI)
                        .docker("pull -q $R/multi:1")
                        .docker("pull -q $R/multi@" + APP.manifestDigest())
                        .docker("images --digests")
                        .inAnyOrder()
                        .docker("rmi $R/multi:1"),
                app("rmi by tag and digest takes the digest")
                        .docker("rmi $R/app:1@" + APP.manifestDigest())
                        .differs("rmi-tag-and-digest", t -> t.replace("app:1@", "app@"))
                        .docker("rmi $R/app:7@" + APP.manifestDigest()),
                app("rmi of the short and the long form of a name")
                        .docker("tag $R/app:1 short")
                        .docker("rmi docker.io/library/short:latest")
                        .docker("tag $R/app:1 index.docker.io/short")
                        .docker("rmi library/short"));
    }

    private static List<Scenario> byDigest() {
        return List.of(
                app("rmi of a digest while there is a tag")
                        .docker("rmi " + APP_DIGEST)
                        .docker("images --digests"),
                scenario("rmi of the only name, a digest")
                        .publish("app:1", APP)
                        .docker("pull -q " + APP_DIGEST)
                        .docker("rmi " + APP_DIGEST),
                scenario("rmi of one of two digests")
                        .publish("app:1", APP)
                        .publish("team/app:1", APP)
                        .docker("pull -q " + APP_DIGEST)
                        .docker("pull -q $R/team/app@" + APP.manifestDigest())
                        .docker("rmi " + APP_DIGEST)
                        .docker("images --digests"),
                scenario("rmi by ID with digests in two repositories")
                        .publish("app:1", APP)
                        .publish("team/app:1", APP)
                        .docker("pull -q " + APP_DIGEST)
                        .docker("pull -q $R/team/app@" + APP.manifestDigest())
                        .docker("rmi " + Images.shortId(APP))
                        .docker("rmi -f " + Images.shortId(APP)),
                app("rmi of a digest, forced").docker("rmi -f " + APP_DIGEST),
                scenario("rmi of the digest that a moved tag left")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .docker("rmi " + APP_DIGEST)
                        .docker("images --digests"),
                scenario("rmi of the tag that moved leaves the image that it left")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .docker("rmi $R/app:1")
                        .docker("images --digests"));
    }

    private static List<Scenario> byId() {
        return List.of(
                app("rmi by ID").docker("rmi " + APP.configDigest()),
                app("rmi by ID without the algorithm")
                        .docker("rmi " + Images.hex(APP.configDigest())),
                app("rmi by short ID").docker("rmi " + Images.shortId(APP)),
                app("rmi by the start of an ID")
                        .docker("rmi sha256:" + Images.shortId(APP).substring(0, 3)),
                twoTags("rmi by ID with two tags is refused").docker("rmi " + Images.shortId(APP)),
                twoTags("rmi by ID with two tags, forced").docker("rmi -f " + Images.shortId(APP)),
                twoTags("rmi by ID with two tags, forced, leaving parents")
                        .docker("rmi -f --no-prune " + APP.configDigest()),
                twoRepositories("rmi by ID with two repositories is refused")
                        .docker("rmi " + APP.configDigest()),
                twoRepositories("rmi by ID with two repositories, forced")
                        .docker("rmi -f " + APP.configDigest()),
                scenario("rmi by ID of what has no name")
                        .haveAs("x:1", "app:1", APP)
                        .have("lone:1", LONE)
                        .docker("tag $R/lone:1 x:1")
                        .docker("rmi " + Images.shortId(APP)),
                scenario("rmi by ID of what has a digest only")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .docker("rmi " + Images.shortId(APP)),
                app("rmi of a name that is a start of the ID")
                        .docker("tag $R/app:1 " + Images.shortId(APP))
                        .docker("rmi " + Images.shortId(APP))
                        .docker("rmi -f " + Images.shortId(APP)),
                scenario("rmi of a name that is a start of another image's ID")
                        .have("app:1", APP)
                        .have("lone:1", LONE)
                        .docker("tag $R/lone:1 " + Images.shortId(APP))
                        .docker("rmi " + Images.shortId(APP))
                        .docker("images"),
                app("rmi by an ID that starts with another's name")
                        .docker("tag $R/app:1 sha256x")
                        .docker("rmi sha"));
    }

    private static List<Scenario> layers() {
        return List.of(
                scenario("rmi leaves layers that others have")
                        .have("base:1", BASE)
                        .have("app:1", APP)
                        .have("app:2", APP2)
                        .have("sub:1", SUB)
                        .docker("rmi $R/base:1")
                        .docker("rmi $R/app:1")
                        .docker("rmi $R/sub:1")
                        .docker("rmi $R/app:2"),
                scenario("rmi of a layer that comes twice")
                        .have("twice:1", TWICE)
                        .docker("rmi $R/twice:1"),
                scenario("rmi of a layer without content")
                        .have("hollow:1", HOLLOW)
                        .docker("rmi $R/hollow:1"),
                scenario("rmi and pull again")
                        .have("app:1", APP)
                        .docker("rmi $R/app:1")
                        .docker("pull $R/app:1"));
    }

    private static List<Scenario> others() {
        return List.of(
                scenario("rmi of what is not there")
                        .docker("rmi nope")
                        .docker("rmi nope:1")
                        .docker("rmi 0123456789ab")
                        .docker("rmi sha256:" + "0".repeat(64))
                        .docker("rmi nope@sha256:" + "0".repeat(64)),
                scenario("rmi of what is not there, forced")
                        .docker("rmi -f nope")
                        .docker("rmi -f nope nope:2"),
                app("rmi of several, some of which are not there")
                        .have("lone:1", LONE)
                        .docker("rmi nope $R/app:1 nope:2 $R/lone:1"),
                app("rmi of several, some of which are not there, forced")
                        .docker("rmi -f nope $R/app:1"),
                app("rmi of a tag that is not there")
                        .docker("rmi $R/app:2")
                        .docker("rmi $R/app")
                        .docker("rmi $R/app@sha256:" + "0".repeat(64)),
                scenario("rmi of names that are none")
                        .docker("rmi Upper")
                        .differs("upper-case", Changes.UPPER_CASE)
                        .docker("rmi a:b:c"),
                scenario("rmi of nothing").docker("rmi").docker("rmi ''"),
                app("rmi of the same name twice").docker("rmi $R/app:1 $R/app:1"),
                app("rmi by request")
                        .http("DELETE", "/images/$R/app:1?noprune=1")
                        .http("DELETE", "/images/$R/app:1?force=true"),
                app("rmi by request with an escaped name").http("DELETE", "/images/$R%2Fapp%3A1"),
                scenario("rmi by request of a blank name").http("DELETE", "/images/%20"));
    }
}
