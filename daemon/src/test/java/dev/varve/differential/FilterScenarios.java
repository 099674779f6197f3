package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.NEXT;
import static dev.varve.differential.Images.SUB;
import static dev.varve.differential.Images.UNDATED;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;
import java.util.stream.Stream;

/// What the filters of lists leave over.
final class FilterScenarios {
    private static final String ALL = "<app2…>\n<sub…>\n<app…>\n<base…>\n<lone…>";

    private FilterScenarios() {}

    static List<Scenario> all() {
        return Stream.of(times(), labels(), references(), dangling(), combinations(), refusals())
                .flatMap(List::stream)
                .toList();
    }

    /// Five images in as many years: `lone` 2020, `base` 2021, `app` and `sub` 2022, `app2` 2023.
    private static Scenario years(String name) {
        return scenario(name)
                .have("lone:1", LONE)
                .have("base:1", BASE)
                .have("app:1", APP)
                .have("sub:1", SUB)
                .have("app:2", APP2);
    }

    private static List<Scenario> times() {
        return List.of(
                years("filter before: by name, ID, start of an ID and digest")
                        .docker(images("before=$R/app:1"))
                        .docker(images("before=" + APP.configDigest()))
                        .docker(images("before=" + Images.shortId(APP)))
                        .docker(images("before=$R/app@" + APP.manifestDigest()))
                        .docker(images("before=$R/lone:1")),
                years("filter before, twice: the oldest counts")
                        .docker("images -q --filter before=$R/app:2 --filter before=$R/base:1")
                        .differsByChance("several-before-since", "<lone…>")
                        .docker("images -q --filter before=$R/base:1 --filter before=$R/app:2")
                        .differsByChance("several-before-since", "<lone…>"),
                years("filter since")
                        .docker(images("since=$R/app:1"))
                        .docker(images("since=$R/app:2"))
                        .docker(images("since=$R/lone:1")),
                years("filter since, twice: the newest counts")
                        .docker("images -q --filter since=$R/lone:1 --filter since=$R/app:1")
                        .differsByChance("several-before-since", "<app2…>\n<sub…>")
                        .docker("images -q --filter since=$R/app:1 --filter since=$R/lone:1")
                        .differsByChance("several-before-since", "<app2…>\n<sub…>"),
                years("filter before and since")
                        .docker("images -q --filter since=$R/lone:1 --filter before=$R/app:2")
                        .docker("images -q --filter since=$R/app:2 --filter before=$R/lone:1"),
                scenario("filter before and since tell nanoseconds apart")
                        .have("app:1", APP)
                        .have("next:1", NEXT)
                        .docker(images("before=$R/next:1"))
                        .docker(images("since=$R/app:1"))
                        .docker(images("before=$R/app:1"))
                        .docker(images("since=$R/next:1")),
                scenario("filter before and since drop what is not dated")
                        .have("app:1", APP)
                        .have("undated:1", UNDATED)
                        .docker(images("before=$R/app:1"))
                        .differs("undated", "")
                        .docker(images("since=$R/app:1"))
                        .state()
                        .differs("undated", Changes.UNDATED),
                scenario("filter before and since an undated image")
                        .have("app:1", APP)
                        .have("undated:1", UNDATED)
                        .docker(images("before=$R/undated:1"))
                        .differs("undated", "<app…>\n<undated…>")
                        .docker(images("since=$R/undated:1"))
                        .differs("undated", "<app…>\n<undated…>")
                        .state()
                        .differs("undated", Changes.UNDATED),
                years("filter before and since what is not there")
                        .docker(images("before=nope"))
                        .docker(images("since=nope:1"))
                        .docker(images("before=0123456789ab")),
                years("filter before and since what is no name")
                        .docker(images("before=Upper"))
                        .differs("upper-case", Changes.UPPER_CASE)
                        .docker(images("since=")),
                years("filter until: dates")
                        .docker(images("until=2022-01-01"))
                        .differs("list-until", "<base…>\n<lone…>")
                        .docker(images("until=2022-02-02T02:02:02"))
                        .differs("list-until", "<base…>\n<lone…>")
                        .docker(images("until=2022-02-02T02:02:02.123456789"))
                        .differs("list-until", "<base…>\n<lone…>")
                        .docker(images("until=2022-02-02T02:02:02.123456790Z"))
                        .differs("list-until", "<app…>\n<base…>\n<lone…>")
                        .docker(images("until=2022-02-02T03:02:03+01:00"))
                        .differs("list-until", "<app…>\n<base…>\n<lone…>")
                        .docker(images("until=2022-02-02T02"))
                        .differs("list-until", "<base…>\n<lone…>")
                        .docker(images("until=2022-02-02T02:03"))
                        .differs("list-until", "<app…>\n<base…>\n<lone…>"),
                years("filter until: seconds")
                        .docker(images("until=1643767322"))
                        .differs("list-until", "<base…>\n<lone…>")
                        .docker(images("until=1643767323"))
                        .differs("list-until", "<app…>\n<base…>\n<lone…>")
                        .docker(images("until=1643767322.123456790"))
                        .differs("list-until", "<app…>\n<base…>\n<lone…>")
                        .docker(images("until=0"))
                        .differs("list-until", ""),
                years("filter until: lengths of time")
                        .docker(images("until=24h"))
                        .differs("list-until", ALL)
                        .docker(images("until=1h30m10s"))
                        .differs("list-until", ALL)
                        .docker(images("until=1000000h"))
                        .differs("list-until", ""),
                years("filter until and before: the earlier counts")
                        .docker("images -q --filter until=2022-01-01 --filter before=$R/app:2")
                        .differs("list-until", "<base…>\n<lone…>")
                        .docker("images -q --filter until=2023-01-01 --filter before=$R/base:1")
                        .differs("list-until", "<lone…>"),
                years("filter until, twice: the earlier counts")
                        .docker("images -q --filter until=2022-01-01 --filter until=2021-01-01")
                        .differs("list-until", "<lone…>"));
    }

    private static List<Scenario> labels() {
        return List.of(
                years("filter label: by key")
                        .docker(images("label=stage"))
                        .docker(images("label=maintainer"))
                        .docker(images("label=nope"))
                        .docker(images("label=Stage")),
                years("filter label: by value")
                        .docker(images("label=stage=prod"))
                        .docker(images("label=stage="))
                        .docker(images("label=stage=pro"))
                        .docker("images -q --filter 'label=maintainer=a=b c'"),
                years("filter label, twice: both have to hold")
                        .docker("images -q --filter label=stage --filter label=vendor=acme")
                        .docker("images -q --filter label=stage=prod --filter label=stage=test")
                        .docker("images -q --filter label=stage=prod --filter label=stage=prod"),
                scenario("filter label drops an image without a config object")
                        .have("bare:1", BARE)
                        .have("app:1", APP)
                        .docker(images("label=stage"))
                        .docker(images("label=")));
    }

    private static List<Scenario> references() {
        return List.of(
                years("filter reference: names and patterns")
                        .docker(images("reference=$R/app"))
                        .docker(images("reference=$R/app:1"))
                        .docker(images("reference=$R/*:1"))
                        .docker(images("reference=*/app"))
                        .docker(images("reference=*:*/??s*"))
                        .docker(images("reference=*/[abc]*"))
                        .docker(images("reference=*/[^a-m]*"))
                        .docker(images("reference=*"))
                        .docker(images("reference=app")),
                years("filter reference shows the names that match only")
                        .docker("tag $R/app:1 $R/app:9")
                        .docker("tag $R/app:1 other:1")
                        .docker("images --filter reference=$R/app")
                        .inAnyOrder()
                        .docker("images --filter reference=*:9")
                        .docker("images --filter reference=*/*:9")
                        .docker("images --filter reference=o*r:1")
                        .docker("images --digests --filter reference=other"),
                years("filter reference, twice: one has to match")
                        .docker("images -q --filter reference=$R/base --filter reference=$R/sub"),
                years("filter reference by digest")
                        .docker(
                                "images --digests --filter reference=$R/app@"
                                        + APP.manifestDigest())
                        .docker("images --digests --filter reference=$R/app@sha256:*")
                        .docker("images --digests --filter reference=*/*@*"),
                years("filter reference with short names")
                        .docker("tag $R/app:1 short")
                        .docker("tag $R/app:1 me/short:2")
                        .docker("images --filter reference=short")
                        .docker("images --filter reference=short:latest")
                        .docker("images --filter reference=library/short")
                        .docker("images --filter reference=docker.io/library/short")
                        .docker("images --filter reference=*/short")
                        .docker("images --filter reference=sh*"),
                years("filter reference that is no pattern").docker(images("reference=[")));
    }

    /// With an image that has a digest only, and one that has no name at all.
    private static Scenario left(String name) {
        return scenario(name)
                .have("app:1", APP)
                .have("app:1", APP2)
                .haveAs("x:1", "base:1", BASE)
                .have("lone:1", LONE)
                .docker("tag $R/lone:1 x:1");
    }

    private static List<Scenario> dangling() {
        return List.of(
                left("filter dangling: true")
                        .docker("images --filter dangling=true")
                        .docker("images -f dangling=true --digests")
                        .docker("images -a -q --filter dangling=true")
                        .docker(images("dangling=1"))
                        .differs("dangling-numbers", "<app…>\n<base…>"),
                left("filter dangling: false")
                        .docker("images --filter dangling=false")
                        .inAnyOrder()
                        .docker("images -a --digests --filter dangling=false")
                        .inAnyOrder()
                        .docker(images("dangling=0"))
                        .differs("dangling-numbers", "<app2…>\n<app…>\n<lone…>\n<lone…>"),
                left("filter dangling and reference")
                        .docker("images --filter dangling=true --filter reference=$R/app")
                        .docker("images --filter dangling=false --filter reference=$R/app")
                        .docker("images --filter dangling=true --filter reference=nope"),
                left("filter dangling with values that are none")
                        .docker(images("dangling=yes"))
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker(images("dangling=True"))
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker(images("dangling="))
                        .differs("filter-words", Changes.FILTER_WORDS));
    }

    private static List<Scenario> combinations() {
        return List.of(
                left("filter by everything at once")
                        .docker(
                                "images -q --filter dangling=true --filter label=vendor"
                                        + " --filter until=2030-01-01 --filter since=$R/lone:1"
                                        + " --filter before=$R/app:1 --filter reference=$R/*")
                        .differs("list-until", "<app…>"),
                left("filter label and since")
                        .docker("images -q --filter label=stage --filter since=$R/lone:1"),
                years("filter a repository and a label")
                        .docker("images -q --filter label=stage=prod $R/app")
                        .docker("images -q --filter reference=$R/base $R/app")
                        .inAnyOrder(),
                years("filter in the form of old clients")
                        .http("GET", "/images/json?filters={%22label%22:[%22stage=prod%22]}")
                        .http("GET", "/images/json?filters={%22label%22:{%22stage=prod%22:true}}"));
    }

    private static List<Scenario> refusals() {
        return List.of(
                years("filter until with values that are none")
                        .docker(images("until=yesterday"))
                        .differs("until-words", untilIsNone("yesterday"))
                        .docker(images("until=2022-13-01"))
                        .differs("until-words", untilIsNone("2022-13-01"))
                        .docker(images("until=12"))
                        .differs("list-until", "")
                        .docker(images("until=-5h"))
                        .differs("list-until", ALL),
                years("filter that is not known")
                        .docker(images("nope=1"))
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker(images("name=x"))
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker(images("label!=stage=prod"))
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker(images("Dangling=true")),
                years("filter without a value").docker("images --filter nope"),
                years("filter that is not JSON")
                        .http("GET", "/images/json?filters=x")
                        .differs("filter-json", Changes.FILTER_JSON)
                        .http("GET", "/images/json?filters=[]")
                        .differs("filter-json", Changes.FILTER_JSON)
                        .http("GET", "/images/json?filters={%22dangling%22:true}")
                        .differs("filter-json", Changes.FILTER_JSON)
                        .http("GET", "/images/json?filters={}")
                        .http("GET", "/images/json?filters={%22dangling%22:{}}")
                        .differs(
                                "dangling-empty",
                                "{\"message\":\"invalid filter 'dangling'\"}\n= 400"));
    }

    private static String untilIsNone(String value) {
        return """
        ! Error response from daemon: invalid value for 'until' filter: failed to parse value as\
         time or duration: "%s"
        = 1
        """
                .formatted(value);
    }

    private static String images(String filter) {
        return "images -q --filter " + filter;
    }
}
