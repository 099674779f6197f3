package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.SUB;
import static dev.varve.differential.Images.UNDATED;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;
import java.util.stream.Stream;

/// What prunes remove, what they spare, and what they say they won back. dockerd takes the images
/// of a prune in any order.
final class PruneScenarios {
    private static final String UNDATED_STAYS =
            "image sha256:<undated> parent= created=0 size=30 tags=[<registry>/undated:1]"
                    + " digests=[<registry>/undated@sha256:<undated manifest>] labels={}\n"
                    + "event image pull <registry>/undated:1 {name=<registry>/undated}\n"
                    + "event image prune  {reclaimed=0}";
    private static final String BARE_STAYS =
            "image sha256:<bare> parent= created=1483228800 size=40 tags=[<registry>/bare:1]"
                    + " digests=[<registry>/bare@sha256:<bare manifest>] labels={}\n"
                    + "event image pull <registry>/bare:1 {name=<registry>/bare}\n"
                    + "event image prune  {reclaimed=0}";

    private PruneScenarios() {}

    static List<Scenario> all() {
        return Stream.of(plain(), filters(), refusals()).flatMap(List::stream).toList();
    }

    /// `app` has a digest only, `base` no name at all, `lone` two names, `app2` one.
    private static Scenario left(String name) {
        return scenario(name)
                .have("app:1", APP)
                .have("app:1", APP2)
                .haveAs("x:1", "base:1", BASE)
                .have("lone:1", LONE)
                .docker("tag $R/lone:1 x:1");
    }

    /// `app` has a digest only.
    private static Scenario one(String name) {
        return scenario(name).have("app:1", APP).have("app:1", APP2);
    }

    private static List<Scenario> plain() {
        return List.of(
                scenario("prune of an empty store")
                        .docker("image prune -f")
                        .docker("image prune -f -a")
                        .http("POST", "/images/prune"),
                left("prune takes what has no tag").docker("image prune -f").inAnyOrder(),
                left("prune of all").docker("image prune -f -a").inAnyOrder(),
                one("prune by request").http("POST", "/images/prune"),
                scenario("prune of what has a tag takes nothing")
                        .have("app:1", APP)
                        .docker("image prune -f"),
                scenario("prune asks first")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .dockerWith("n\n", "image prune")
                        .dockerWith("y\n", "image prune"),
                scenario("prune of what has digests in two repositories")
                        .publish("app:1", APP)
                        .publish("team/app:1", APP)
                        .docker("pull -q $R/app@" + APP.manifestDigest())
                        .docker("pull -q $R/team/app@" + APP.manifestDigest())
                        .docker("image prune -f")
                        .inAnyOrder(),
                scenario("prune leaves layers that others have")
                        .have("app:1", APP)
                        .have("app:1", APP2)
                        .have("base:1", BASE)
                        .have("sub:1", SUB)
                        .docker("image prune -f"),
                scenario("prune of all takes images that share layers")
                        .have("base:1", BASE)
                        .have("app:1", APP)
                        .have("sub:1", SUB)
                        .docker("image prune -a -f")
                        .inAnyOrder(),
                scenario("prune of all takes several names of one image")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 $R/app:2")
                        .docker("tag $R/app:1 other:1")
                        .docker("image prune -a -f")
                        .inAnyOrder(),
                scenario("prune of the system")
                        .have("app:1", APP)
                        .docker("system prune -f")
                        .differs(
                                "system-prune", "! Error response from daemon: page not found\n= 1")
                        .state()
                        .differs("system-prune", Changes.NO_PRUNE));
    }

    private static List<Scenario> filters() {
        return List.of(
                left("prune until takes what is older")
                        .docker("image prune -f --filter until=2021-06-01"),
                left("prune until, of all")
                        .docker("image prune -f -a --filter until=2021-06-01")
                        .inAnyOrder(),
                left("prune until a length of time ago")
                        .docker("image prune -f --filter until=24h")
                        .inAnyOrder(),
                left("prune until the very second")
                        .docker("image prune -f --filter until=2021-01-01T00:00:00Z"),
                left("prune until the second before")
                        .docker("image prune -f --filter until=2020-12-31T23:59:59Z"),
                scenario("prune until drops nothing that is not dated")
                        .have("undated:1", UNDATED)
                        .docker("image prune -f -a --filter until=2100-01-01")
                        .differs("undated", "Total reclaimed space: 0B")
                        .state()
                        .differs("undated", theirs -> UNDATED_STAYS),
                left("prune by label").docker("image prune -f --filter label=stage=prod"),
                left("prune by label's key").docker("image prune -f --filter label=stage"),
                left("prune by label, of all")
                        .docker("image prune -f -a --filter label=stage")
                        .inAnyOrder(),
                left("prune by two labels")
                        .docker("image prune -f --filter label=stage --filter label=nope"),
                left("prune spares a label").docker("image prune -f --filter label!=stage"),
                left("prune spares a label's value")
                        .docker("image prune -f -a --filter label!=stage=prod")
                        .inAnyOrder(),
                left("prune spares what has both labels")
                        .docker(
                                "image prune -f -a --filter label!=vendor=acme"
                                        + " --filter label!=stage=test")
                        .inAnyOrder(),
                left("prune by a label but not by another")
                        .docker(
                                "image prune -f -a --filter label=stage --filter"
                                        + " label!=vendor=acme")
                        .inAnyOrder(),
                scenario("prune by label of an image without a config object")
                        .have("bare:1", BARE)
                        .docker("image prune -f -a --filter label=stage")
                        .differs("prune-labels", "Total reclaimed space: 0B")
                        .state()
                        .differs("prune-labels", BARE_STAYS),
                one("prune with dangling by request: true")
                        .http("POST", "/images/prune?filters={%22dangling%22:[%22true%22]}"),
                one("prune with dangling by request: false, by label")
                        .http(
                                "POST",
                                "/images/prune?filters={%22dangling%22:[%220%22],"
                                        + "%22label%22:[%22stage=test%22]}"));
    }

    private static List<Scenario> refusals() {
        return List.of(
                left("prune until with values that are none")
                        .docker("image prune -f --filter until=yesterday")
                        .differs(
                                "until-words",
                                """
                                ! Error response from daemon: invalid value for 'until' filter:\
                                 failed to parse value as time or duration: "yesterday"
                                = 1
                                """)
                        .docker("image prune -f --filter until=")
                        .differs(
                                "prune-empty-filter",
                                "! Error response from daemon: invalid filter 'until'\n= 1"),
                left("prune until twice")
                        .docker("image prune -f --filter until=24h --filter until=48h"),
                left("prune by a filter that is not known")
                        .docker("image prune -f --filter nope=1")
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker("image prune -f --filter reference=x")
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker("image prune -f --filter before=x")
                        .differs("filter-words", Changes.FILTER_WORDS),
                left("prune by a filter that is empty")
                        .docker("image prune -f --filter label=")
                        .differs(
                                "prune-empty-filter",
                                "! Error response from daemon: invalid filter 'label'\n= 1")
                        .state()
                        .differs("prune-empty-filter", Changes.NO_PRUNE),
                left("prune by a dangling that is none")
                        .http("POST", "/images/prune?filters={%22dangling%22:[%22maybe%22]}")
                        .differs("filter-words", Changes.FILTER_WORDS),
                left("prune by filters that are not JSON")
                        .http("POST", "/images/prune?filters=x")
                        .differs("filter-json", Changes.FILTER_JSON));
    }
}
