package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.PAUSE;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;

/// How much room images take, and what was told of them while it happened.
final class SystemScenarios {
    private SystemScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("system df of an empty store").docker("system df").docker("system df -v"),
                shared("system df of images that share layers")
                        .docker("system df")
                        .docker("system df --format '{{.Type}} {{.TotalCount}} {{.Reclaimable}}'"),
                shared("system df in detail").docker("system df -v"),
                shared("system df by request")
                        .http("GET", "/system/df")
                        .differs(
                                "df-shape",
                                theirs ->
                                        theirs.replace("\"BuildCache\":null", "\"BuildCache\":[]")
                                                .replace("\"BuilderSize\":0,", "")),
                shared("system df of what is dangling").have("app:1", APP2).docker("system df"),
                shared("system df of what containers use")
                        .have("pause:1", PAUSE)
                        .docker("create --name c1 $R/app:1")
                        .run("c2", "$R/pause:1")
                        .docker("system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'")
                        .docker("images --format '{{.Containers}}'"),
                scenario("system df of an image with several tags")
                        .have("app:1", APP)
                        .docker("tag $R/app:1 b:1")
                        .docker("system df")
                        .docker("system df -v"),
                shared("info counts images")
                        .docker("info --format '{{.Images}} {{.Containers}} {{.Driver}}'")
                        .docker("info --format '{{.IndexServerAddress}} {{.OSType}}'"),
                events("events by type and kind")
                        .http("GET", "/events?" + WINDOW + "&filters={%22event%22:[%22untag%22]}")
                        .http(
                                "GET",
                                "/events?" + WINDOW + "&filters={%22type%22:[%22network%22]}"));
    }

    private static final String WINDOW = "since=1&until=2";

    private static Scenario events(String name) {
        return scenario(name)
                .have("app:1", APP)
                .docker("tag $R/app:1 b:1")
                .docker("rmi b:1 $R/app:1");
    }

    private static Scenario shared(String name) {
        return scenario(name).have("base:1", BASE).have("app:1", APP).have("lone:1", LONE);
    }
}
