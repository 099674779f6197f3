package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.ARM;
import static dev.varve.differential.Images.ARM_ONLY;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.HOLLOW;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.MULTI;
import static dev.varve.differential.Images.NO_HISTORY;
import static dev.varve.differential.Images.OCI;
import static dev.varve.differential.Images.SUB;
import static dev.varve.differential.Images.TREE;
import static dev.varve.differential.Images.TWICE;
import static dev.varve.differential.Images.UNDATED;
import static dev.varve.differential.Scenario.scenario;

import dev.varve.fixtures.registry.Behaviour;

import java.util.List;
import java.util.stream.Stream;

/// What pulls say and leave.
final class PullScenarios {
    private PullScenarios() {}

    static List<Scenario> all() {
        return Stream.of(names(), platforms(), content(), failures())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Scenario> names() {
        return List.of(
                scenario("pull of a tag, and again")
                        .publish("app:1", APP)
                        .docker("pull $R/app:1")
                        .docker("images --digests")
                        .docker("pull $R/app:1"),
                scenario("pull says the name alone when asked to be quiet")
                        .publish("app:1", APP)
                        .docker("pull -q $R/app:1")
                        .docker("image pull --quiet $R/app:1"),
                scenario("pull without a tag means latest")
                        .publish("app:latest", APP)
                        .docker("pull $R/app")
                        .docker("images"),
                scenario("pull by digest gives a name without a tag")
                        .publish("app:1", APP)
                        .docker("pull $R/app@" + APP.manifestDigest())
                        .docker("images")
                        .docker("images --digests")
                        .docker("pull $R/app@" + APP.manifestDigest()),
                scenario("pull by tag and digest takes the digest")
                        .publish("app:1", APP)
                        .publish("app:2", APP2)
                        .docker("pull $R/app:2@" + APP.manifestDigest())
                        .docker("images --digests"),
                scenario("pull by digest of what came by tag")
                        .have("app:1", APP)
                        .docker("pull $R/app@" + APP.manifestDigest())
                        .docker("images --digests"),
                scenario("pull by the digest of an index")
                        .publish("multi:1", MULTI)
                        .docker("pull $R/multi@" + MULTI.digest())
                        .docker("images --digests"),
                scenario("pull of a tag that moved leaves the old image dangling")
                        .have("app:1", APP)
                        .publish("app:1", APP2)
                        .docker("pull $R/app:1")
                        .docker("images --digests"),
                scenario("pull of a tag that moved there and back")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .publish("app:1", APP)
                        .docker("pull $R/app:1")
                        .docker("images --digests"),
                scenario("pull of two tags of one image")
                        .have("app:1", APP)
                        .publish("app:2", APP)
                        .docker("pull $R/app:2")
                        .docker("images --digests"),
                scenario("pull of one image from two repositories")
                        .have("app:1", APP)
                        .publish("team/app:1", APP)
                        .docker("pull $R/team/app:1")
                        .docker("images --digests")
                        .inAnyOrder(),
                scenario("pull of all tags of a repository")
                        .publish("app:1", APP)
                        .publish("app:2", APP2)
                        .docker("pull -a -q $R/app")
                        .docker("images --digests"));
    }

    private static List<Scenario> platforms() {
        return List.of(
                scenario("pull of an index takes this machine's image")
                        .publish("multi:1", MULTI)
                        .docker("pull $R/multi:1")
                        .docker("images --digests"),
                scenario("pull of an index for another platform")
                        .publish("multi:1", MULTI)
                        .docker("pull --platform linux/arm64 $R/multi:1")
                        .docker("images --digests"),
                scenario("pull of one tag for two platforms, one after the other")
                        .publish("multi:1", MULTI)
                        .docker("pull -q $R/multi:1")
                        .docker("pull --platform linux/arm64 $R/multi:1")
                        .docker("images --digests"),
                scenario("pull of an index that has nothing for this machine")
                        .publish("arm:1", ARM_ONLY)
                        .docker("pull $R/arm:1"),
                scenario("pull of an index that has nothing for the platform asked for")
                        .publish("multi:1", MULTI)
                        .docker("pull --platform linux/s390x $R/multi:1"),
                scenario("pull of an image for another platform than asked for")
                        .publish("app:1", APP)
                        .docker("pull --platform linux/arm64 $R/app:1")
                        .differs(
                                "platform-warning",
                                theirs ->
                                        theirs.replace(
                                                "\n<registry>/app:1",
                                                """

                                                WARNING: image with reference <registry>/app:1 was\
                                                 found but its platform (linux/amd64) does not match\
                                                 the specified platform (linux/arm64)
                                                <registry>/app:1\
                                                """)),
                scenario("pull of an image for another machine")
                        .publish("arm:1", ARM)
                        .docker("pull $R/arm:1")
                        .docker("inspect -f '{{.Os}}/{{.Architecture}}/{{.Variant}}' $R/arm:1"),
                scenario("pull for a platform that is none")
                        .publish("app:1", APP)
                        .docker("pull --platform linux/x/y/z $R/app:1")
                        .docker("pull --platform lin$x $R/app:1")
                        .differs(
                                "platform-words",
                                """
                                ! Error response from daemon: "lin$x" is an invalid OS component of\
                                 "lin$x": OSAndVersion specifier component must match\
                                 "^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.%-]*)((?:\\\\+[A-Za-z0-9_.%-]+)*)\\\\))?$":\
                                 invalid argument
                                = 1
                                """));
    }

    private static List<Scenario> content() {
        return List.of(
                scenario("pull of what shares its lower layers")
                        .have("base:1", BASE)
                        .publish("app:1", APP)
                        .docker("pull $R/app:1")
                        .publish("sub:1", SUB)
                        .docker("pull $R/sub:1")
                        .docker("images"),
                scenario("pull of an OCI image with a plain layer")
                        .publish("oci:1", OCI)
                        .docker("pull $R/oci:1")
                        .docker("images --digests"),
                scenario("pull of an image that has a layer twice")
                        .publish("twice:1", TWICE)
                        .docker("pull $R/twice:1")
                        .docker("images"),
                scenario("pull of whiteouts, links and long names")
                        .publish("tree:1", TREE)
                        .docker("pull $R/tree:1")
                        .docker("history --human=false -q $R/tree:1")
                        .docker("history --human=false --format '{{.Size}}' $R/tree:1"),
                scenario("pull of a layer without content")
                        .publish("hollow:1", HOLLOW)
                        .docker("pull $R/hollow:1")
                        .docker("images"),
                scenario("pull of an image that nobody knows the age of")
                        .publish("undated:1", UNDATED)
                        .docker("pull $R/undated:1")
                        .docker("images --format '{{.CreatedAt}}'")
                        .differs("undated", "1970-01-01 00:00:00 +0000 UTC")
                        .state()
                        .differs("undated", Changes.UNDATED),
                scenario("pull of an image without a config object")
                        .publish("bare:1", BARE)
                        .docker("pull $R/bare:1"),
                scenario("pull of an image without a history")
                        .publish("nohistory:1", NO_HISTORY)
                        .docker("pull $R/nohistory:1"));
    }

    private static List<Scenario> failures() {
        return List.of(
                scenario("pull of a tag that is not there")
                        .publish("app:1", APP)
                        .docker("pull $R/app:2"),
                scenario("pull of a repository that is not there").docker("pull $R/nope:1"),
                scenario("pull of a digest that is not there")
                        .publish("app:1", APP)
                        .docker("pull $R/app@sha256:" + "0".repeat(64)),
                scenario("pull of names that are none")
                        .docker("pull Upper")
                        .docker("pull a:b:c")
                        .docker("pull -x")
                        .docker("pull a@sha256:123")
                        .docker("pull " + "a".repeat(256))
                        .docker("pull " + Images.hex(APP.configDigest()))
                        .docker("pull"),
                scenario("pull of scratch").docker("pull scratch"),
                scenario("pull of all tags with a tag").docker("pull -a $R/app:1"),
                scenario("pull where a token is wanted and none can be had")
                        .publish("app:1", APP)
                        .atRegistry(
                                "answer 401",
                                r ->
                                        r.on("GET", "/v2/app/manifests/.*")
                                                .answer(
                                                        Behaviour.error(
                                                                401,
                                                                "UNAUTHORIZED",
                                                                "authentication required")))
                        .http("POST", "/images/create?fromImage=$R/app&tag=1")
                        .differs("pull-status", theirs -> theirs.replace("= 500", "= 401")),
                scenario("pull that the registry denies")
                        .publish("app:1", APP)
                        .atRegistry(
                                "answer 403",
                                r ->
                                        r.on("*", "/v2/app/manifests/.*")
                                                .answer(
                                                        Behaviour.error(
                                                                403, "DENIED", "not for you")))
                        .docker("pull $R/app:1"),
                scenario("pull of a manifest that has other bytes than its digest says")
                        .publish("app:1", APP)
                        .atRegistry(
                                "answer wrong bytes",
                                r ->
                                        r.on("*", "/v2/app/manifests/.*")
                                                .answer(Behaviour.body(APP2.manifest())))
                        .docker("pull $R/app@" + APP.manifestDigest())
                        .differs(
                                "pull-checked-first",
                                """
                                ! Error response from daemon: manifest verification failed for digest\
                                 sha256:<app manifest>
                                = 1
                                """),
                scenario("pull of a layer that has other bytes than its digest says")
                        .publish("lone:1", LONE)
                        .atRegistry(
                                "answer wrong bytes",
                                r ->
                                        r.on(
                                                        "*",
                                                        "/v2/lone/blobs/"
                                                                + LONE.layers().getFirst().digest())
                                                .answer(Behaviour.wrongBytes()))
                        .docker("pull $R/lone:1")
                        .differs(
                                "pull-wrong-layer",
                                theirs ->
                                        theirs.replace(
                                                "<lone blob 0>",
                                                "<lone blob 0>: the bytes received have the digest"
                                                        + " sha256:<#1>")),
                scenario("pull of a config that is not there")
                        .publish("lone:1", LONE)
                        .atRegistry(
                                "answer 404",
                                r ->
                                        r.on("*", "/v2/lone/blobs/" + LONE.configDigest())
                                                .answer(
                                                        Behaviour.error(
                                                                404,
                                                                "BLOB_UNKNOWN",
                                                                "blob unknown to registry")))
                        .docker("pull $R/lone:1")
                        .differs(
                                "pull-missing-config",
                                theirs ->
                                        theirs.replace(
                                                "download failed after attempts=1: unknown blob",
                                                "blob unknown: blob unknown to registry")));
    }
}
