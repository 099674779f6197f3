package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.LONG_HISTORY;
import static dev.varve.differential.Images.NO_HISTORY;
import static dev.varve.differential.Images.OLD;
import static dev.varve.differential.Images.RICH;
import static dev.varve.differential.Images.TWICE;
import static dev.varve.differential.Images.UNDATED;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;

/// What histories tell.
final class HistoryScenarios {
    private HistoryScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("history in its forms")
                        .have("app:1", APP)
                        .docker("history $R/app:1")
                        .docker("history --no-trunc $R/app:1")
                        .docker("history -q $R/app:1")
                        .docker("history --human=false $R/app:1")
                        .docker("image history --format '{{json .}}' $R/app:1")
                        .docker("history --format '{{.ID}} {{.CreatedAt}} {{.Size}}' $R/app:1"),
                scenario("history by ID and by digest")
                        .have("app:1", APP)
                        .docker("history -q " + APP.configDigest())
                        .docker("history -q " + Images.shortId(APP))
                        .docker("history -q $R/app@" + APP.manifestDigest()),
                scenario("history shows every tag on its first row")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 b:2")
                        .docker("tag $R/app:1 a:1")
                        .http("GET", "/images/$R/app:1/history"),
                scenario("history with comments, authors and odd letters")
                        .have("rich:1", RICH)
                        .docker("history $R/rich:1")
                        .docker("history --no-trunc $R/rich:1")
                        .http("GET", "/images/$R/rich:1/history"),
                scenario("history of an image that has none")
                        .have("nohistory:1", NO_HISTORY)
                        .docker("history $R/nohistory:1")
                        .http("GET", "/images/$R/nohistory:1/history"),
                scenario("history that tells of more layers than there are")
                        .publish("long:1", LONG_HISTORY)
                        .docker("pull $R/long:1")
                        .differs(
                                "pull-checked-first",
                                theirs ->
                                        theirs.replace(
                                                "<longhistory blob 0…>: Pull complete\n", "")),
                scenario("history of a layer that comes twice")
                        .have("twice:1", TWICE)
                        .docker("history $R/twice:1"),
                scenario("history of undated, old and bare images")
                        .have("undated:1", UNDATED)
                        .have("old:1", OLD)
                        .have("bare:1", BARE)
                        .docker("history $R/undated:1")
                        .docker("history $R/old:1")
                        .docker("history $R/bare:1")
                        .state()
                        .differs("undated", Changes.UNDATED),
                scenario("history of what is not there")
                        .docker("history nope")
                        .docker("history nope:1")
                        .docker("history Upper")
                        .differs("upper-case", Changes.UPPER_CASE)
                        .docker("history 0123456789ab")
                        .docker("history sha256:" + "0".repeat(64))
                        .docker("history"));
    }
}
