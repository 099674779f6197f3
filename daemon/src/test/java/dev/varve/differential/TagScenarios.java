package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;

/// What tags are given, moved and refused.
final class TagScenarios {
    private static final String NO_REPOSITORY =
            """
            {"message":"invalid reference format: the parameter repo is missing"}
            = 400
            """;

    private TagScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("tag by name")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 mine")
                        .docker("tag mine mine:2")
                        .docker("image tag mine:2 other.test:5000/a/b/c:x_Y.z-1")
                        .docker("images")
                        .inAnyOrder(),
                scenario("tag by ID, by its start and by digest")
                        .have("app:1", APP)
                        .docker("tag " + APP.configDigest() + " by:id")
                        .docker("tag " + Images.hex(APP.configDigest()) + " by:hex")
                        .docker("tag " + Images.shortId(APP) + " by:short")
                        .docker("tag sha256:" + Images.shortId(APP).substring(0, 5) + " by:start")
                        .docker("tag $R/app@" + APP.manifestDigest() + " by:digest")
                        .docker("images")
                        .inAnyOrder(),
                scenario("tag of the same name again changes nothing")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 $R/app:1")
                        .docker("images --digests"),
                scenario("tag that moves leaves an image without any name")
                        .haveAs("x:1", "app:1", APP)
                        .have("lone:1", LONE)
                        .docker("tag $R/lone:1 x:1")
                        .docker("images")
                        .inAnyOrder()
                        .docker("images -a --digests")
                        .inAnyOrder(),
                scenario("tag that moves within a registry leaves the digest")
                        .have("app:1", APP)
                        .have("lone:1", LONE)
                        .docker("tag $R/lone:1 $R/app:1")
                        .docker("images --digests")
                        .inAnyOrder(),
                scenario("tag has short and long names for the same")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 docker.io/library/n1")
                        .docker("tag $R/app:1 library/n2")
                        .docker("tag $R/app:1 index.docker.io/n3")
                        .docker("tag $R/app:1 docker.io/me/n4")
                        .docker("tag $R/app:1 localhost/n5")
                        .docker("images")
                        .inAnyOrder(),
                scenario("tag in many repositories is listed in order by inspect")
                        .have("b:1", APP)
                        .docker("tag $R/b:1 z")
                        .docker("tag $R/b:1 a:2")
                        .docker("tag $R/b:1 a:10")
                        .docker("tag $R/b:1 a:latest")
                        .docker("tag $R/b:1 m.test/a")
                        .docker("inspect -f '{{.RepoTags}} {{.RepoDigests}}' z"),
                scenario("tag of what is not there")
                        .docker("tag nope x")
                        .docker("tag nope:1 x")
                        .docker("tag 0123456789ab x")
                        .docker("tag sha256:" + "0".repeat(64) + " x")
                        .docker("tag $R/app@sha256:" + "0".repeat(64) + " x"),
                scenario("tag with names that are none")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 Upper")
                        .docker("tag $R/app:1 a:b:c")
                        .docker("tag $R/app:1 a/")
                        .docker("tag $R/app:1 a:" + "t".repeat(129))
                        .docker("tag $R/app:1 -a")
                        .docker("tag $R/app:1 a@" + APP.manifestDigest())
                        .docker("tag $R/app:1 " + Images.hex(APP.configDigest()))
                        .docker("tag Upper a"),
                scenario("tag named sha256")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 sha256")
                        .docker("tag $R/app:1 sha256:" + Images.shortId(APP)),
                scenario("tag by request")
                        .have("app:1", APP)
                        .http("POST", "/images/$R/app:1/tag?repo=n&tag=t")
                        .http("POST", "/images/$R/app:1/tag?repo=n2:t2")
                        .http("POST", "/images/$R/app:1/tag?repo=n3:t3&tag=t4")
                        .http("POST", "/images/$R%2Fapp%3A1/tag?repo=me%2Fn5")
                        .docker("images")
                        .inAnyOrder()
                        .state()
                        .differs("tag-event", t -> t.replace("name=me/n5,", "name=me/n5:latest,")),
                scenario("tag by request without a repository")
                        .have("app:1", APP)
                        .http("POST", "/images/$R/app:1/tag")
                        .differs("tag-without-repository", NO_REPOSITORY)
                        .http("POST", "/images/$R/app:1/tag?tag=1")
                        .differs("tag-without-repository", NO_REPOSITORY),
                scenario("tag sets the time that inspect shows")
                        .have("app:1", APP)
                        .docker("inspect -f '{{.Metadata.LastTagTime}}' $R/app:1")
                        .docker("tag $R/app:1 x")
                        .docker("inspect -f '{{json .Metadata}}' $R/app:1"));
    }
}
