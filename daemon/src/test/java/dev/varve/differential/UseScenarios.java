package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.APP2;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.PAUSE;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;
import java.util.stream.Stream;

/// How containers hold their images: stopped ones against everything but force, running ones
/// against everything.
final class UseScenarios {
    private UseScenarios() {}

    static List<Scenario> all() {
        return Stream.of(stopped(), running(), prunes()).flatMap(List::stream).toList();
    }

    private static Scenario stopped(String name) {
        return scenario(name).have("app:1", APP).docker("create --name holder $R/app:1");
    }

    private static Scenario running(String name) {
        return scenario(name).have("pause:1", PAUSE).run("holder", "$R/pause:1");
    }

    private static List<Scenario> stopped() {
        return List.of(
                stopped("rmi by name of what a stopped container uses").docker("rmi $R/app:1"),
                stopped("rmi by name of what a stopped container uses, forced")
                        .docker("rmi -f $R/app:1")
                        .docker("ps -a --no-trunc --format '{{.Image}} {{.Names}}'")
                        .docker("rm holder"),
                stopped("rmi by ID of what a stopped container uses")
                        .docker("rmi " + Images.shortId(APP)),
                stopped("rmi by ID of what a stopped container uses, forced")
                        .docker("rmi -f " + Images.shortId(APP))
                        .docker("rm holder"),
                stopped("rmi by digest of what a stopped container uses")
                        .docker("rmi $R/app@" + APP.manifestDigest()),
                stopped("rmi of one of two tags of what a stopped container uses")
                        .docker("tag $R/app:1 $R/app:2")
                        .docker("rmi $R/app:1")
                        .docker("ps -a --format '{{.Image}}'")
                        .docker("rmi $R/app:2"),
                stopped("rmi by ID with two tags of what a stopped container uses")
                        .docker("tag $R/app:1 $R/app:2")
                        .docker("rmi " + Images.shortId(APP))
                        .docker("rmi -f " + Images.shortId(APP)),
                stopped("rmi of what two stopped containers use")
                        .docker("create --name second $R/app:1")
                        .docker("rmi $R/app:1")
                        .differs(
                                "every-holder",
                                """
                                ! Error response from daemon: conflict: unable to remove repository\
                                 reference "<registry>/app:1" (must force) - containers <#1…>,\
                                 <#2…> are using its referenced image <app…>
                                = 1
                                """)
                        .docker("rmi " + Images.shortId(APP))
                        .differs(
                                "every-holder",
                                """
                                ! Error response from daemon: conflict: unable to delete <app…>\
                                 (must be forced) - image is being used by stopped containers\
                                 <#1…>, <#2…>
                                = 1
                                """)
                        .docker("rm holder")
                        .docker("rm second")
                        .docker("rmi $R/app:1"),
                stopped("rmi of what a stopped container used to use")
                        .docker("rm holder")
                        .docker("rmi $R/app:1"),
                stopped("rmi of what shares layers with what a stopped container uses")
                        .have("base:1", BASE)
                        .docker("rmi $R/base:1"),
                scenario("rmi of what a container by ID uses")
                        .have("app:1", APP)
                        .docker("create --name holder " + Images.shortId(APP))
                        .docker("rmi $R/app:1")
                        .docker("ps -a --format '{{.Image}}'"));
    }

    private static List<Scenario> running() {
        return List.of(
                running("rmi by name of what a running container uses").docker("rmi $R/pause:1"),
                running("rmi by name of what a running container uses, forced")
                        .docker("rmi -f $R/pause:1")
                        .docker("images -a")
                        .docker("rm -f holder")
                        .docker("rmi " + Images.shortId(PAUSE)),
                running("rmi by ID of what a running container uses")
                        .docker("rmi " + Images.shortId(PAUSE)),
                running("rmi by ID of what a running container uses, forced")
                        .docker("rmi -f " + Images.shortId(PAUSE)),
                running("rmi by ID with two tags of what a running container uses, forced")
                        .docker("tag $R/pause:1 other:1")
                        .docker("rmi -f " + Images.shortId(PAUSE)),
                running("rmi of what a running and a stopped container use")
                        .docker("create --name second $R/pause:1")
                        .docker("rmi -f " + Images.shortId(PAUSE))
                        .docker("rm second")
                        .docker("rmi " + Images.shortId(PAUSE)),
                running("rmi of one of two tags of what a running container uses")
                        .docker("tag $R/pause:1 other:1")
                        .docker("rmi $R/pause:1"),
                running("rm of a running container is refused")
                        .docker("rm holder")
                        .differs(
                                "container-words",
                                """
                                ! Error response from daemon: cannot remove container "holder":\
                                 container is running: stop the container before removing or\
                                 force remove
                                = 1
                                """)
                        .docker("rm -f holder"));
    }

    private static List<Scenario> prunes() {
        return List.of(
                stopped("prune of all leaves what a stopped container uses")
                        .docker("image prune -a -f"),
                running("prune of all leaves what a running container uses")
                        .docker("image prune -a -f"),
                stopped("prune of all leaves the last tag of what is used")
                        .docker("tag $R/app:1 other:1")
                        .docker("tag $R/app:1 other:2")
                        .docker("image prune -a -f")
                        .inAnyOrder(),
                scenario("prune leaves what is dangling and used")
                        .have("app:1", APP)
                        .docker("create --name holder $R/app:1")
                        .publish("app:1", APP2)
                        .docker("pull -q $R/app:1")
                        .docker("ps -a --format '{{.Image}}'")
                        .docker("image prune -f")
                        .docker("rm holder")
                        .docker("image prune -f"),
                stopped("prune of containers, then of images")
                        .docker("container prune -f")
                        .docker("image prune -a -f"),
                running("prune of containers leaves those that run")
                        .docker("create --name second $R/pause:1")
                        .docker("container prune -f"));
    }
}
