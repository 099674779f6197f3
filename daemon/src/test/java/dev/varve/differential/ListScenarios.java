package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.OLD;
import static dev.varve.differential.Images.SUB;
import static dev.varve.differential.Images.UNDATED;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;

/// What lists show, in which form.
final class ListScenarios {
    private ListScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("list of an empty store")
                        .docker("images")
                        .docker("images -q")
                        .docker("images -a --digests --no-trunc")
                        .docker("images --format '{{.ID}}'")
                        .http("GET", "/images/json"),
                some("list is newest first").docker("images").docker("image ls"),
                some("list of IDs").docker("images -q").docker("images -q --no-trunc"),
                some("list without cutting").docker("images --no-trunc --digests"),
                some("list by repository")
                        .docker("images $R/app")
                        .docker("images $R/app:1")
                        .docker("images $R/app:2")
                        .docker("images app")
                        .docker("images $R/*")
                        .docker("images *")
                        .docker("images */*")
                        .docker("images -q $R/b*")
                        .docker("images nope"),
                some("list with templates")
                        .docker("images --format '{{.Repository}}:{{.Tag}} {{.Digest}}'")
                        .docker("images --digests --format '{{.Repository}}@{{.Digest}}'")
                        .docker("images --format '{{.ID}} {{.Size}} {{.CreatedSince}}'")
                        .docker("images --format '{{json .}}'")
                        .docker("images --format 'table {{.ID}}\\t{{.Tag}}\\t{{.CreatedAt}}'")
                        .docker("images --format '{{.Containers}} {{.SharedSize}}'")
                        .docker("images --format '{{.UniqueSize}}|{{.VirtualSize}}'")
                        .docker("images --format '{{upper .Repository}}{{len .Tag}}'"),
                some("list with templates that are none")
                        .docker("images --format '{{.Nope}}'")
                        .docker("images --format '{{.ID'"),
                some("list as requests get it").http("GET", "/images/json"),
                some("list of requests with the old filter of names")
                        .http("GET", "/images/json?filter=$R/app"),
                some("list of requests that want the shared size")
                        .http("GET", "/images/json?shared-size=1"),
                some("list of requests that want all")
                        .http("GET", "/images/json?all=1")
                        .http("GET", "/images/json?all=no")
                        .http("GET", "/images/json?all=True"),
                scenario("list of an image with several names")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 $R/app:2")
                        .docker("tag $R/app:1 $R/app:10")
                        .docker("images")
                        .docker("images --digests")
                        .docker("images -q")
                        .docker("images $R/app:10"),
                scenario("list of an image in several repositories")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 b:1")
                        .docker("tag $R/app:1 b:2")
                        .docker("images --digests")
                        .inAnyOrder()
                        .docker("images b:*")
                        .docker("images b:1 --digests"),
                scenario("list of dangling images with and without a digest")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .haveAs("x:1", "base:1", BASE)
                        .have("lone:1", LONE)
                        .docker("tag $R/lone:1 x:1")
                        .docker("images")
                        .inAnyOrder()
                        .docker("images --digests")
                        .inAnyOrder()
                        .docker("images -a -q")
                        .http("GET", "/images/json"),
                scenario("list of undated, old and bare images")
                        .have("undated:1", UNDATED)
                        .have("old:1", OLD)
                        .have("bare:1", BARE)
                        .docker("images")
                        .differs("undated", theirs -> theirs.replace("N/A", "56 years ago"))
                        .http("GET", "/images/json")
                        .differs("undated", Changes.UNDATED)
                        .state()
                        .differs("undated", Changes.UNDATED),
                scenario("list takes one name only").docker("images a b"),
                some("list of names that are none")
                        .docker("images Upper")
                        .docker("images [")
                        .docker("images a:b:c"));
    }

    /// With images in two repositories, layers in common and labels.
    private static Scenario some(String name) {
        return scenario(name)
                .have("app:1", APP)
                .have("app:2", APP2)
                .have("base:1", BASE)
                .have("team/sub:1", SUB);
    }
}
