package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.PAUSE;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;
import java.util.stream.Stream;

/// Images made by commit have the image of their container for a parent.
final class ParentScenarios {
    private ParentScenarios() {}

    static List<Scenario> all() {
        return Stream.of(lists(), removals(), prunes()).flatMap(List::stream).toList();
    }

    /// `child` made from `app`; no container is left.
    private static Scenario child(String name) {
        return scenario(name)
                .have("app:1", APP)
                .docker("create --name c1 $R/app:1")
                .docker("commit c1 child:1")
                .as("child")
                .docker("rm c1");
    }

    /// `grandchild` made from `child` made from `app`.
    private static Scenario grandchild(String name) {
        return child(name)
                .docker("create --name c2 child:1")
                .docker("commit c2 grandchild:1")
                .as("grandchild")
                .docker("rm c2");
    }

    private static List<Scenario> lists() {
        return List.of(
                child("list of a child and its parent")
                        .docker("images")
                        .docker("images -a")
                        .docker("inspect -f '{{.Parent}}' child:1"),
                child("list hides a parent without a name")
                        .docker("rmi $R/app:1")
                        .docker("images")
                        .docker("images -a")
                        .docker("images --filter dangling=true")
                        .docker("images -a --filter dangling=true"),
                child("list shows a parent that has a digest")
                        .docker("tag child:1 $R/app:1")
                        .docker("images")
                        .inAnyOrder()
                        .docker("images --filter dangling=true")
                        .docker("images -a --filter dangling=true"),
                grandchild("history of a child names its parents")
                        .docker("history grandchild:1")
                        .http("GET", "/images/grandchild:1/history"),
                child("list of shared sizes of a child")
                        .docker("images --format '{{.ID}} {{.Size}}'")
                        .docker("system df -v --format '{{json .Images}}'"));
    }

    private static List<Scenario> removals() {
        return List.of(
                child("rmi of a parent by name").docker("rmi $R/app:1").docker("images -a"),
                child("rmi of a parent by ID is refused").docker("rmi " + Images.shortId(APP)),
                child("rmi of a parent by ID is refused though forced")
                        .docker("rmi -f " + Images.shortId(APP)),
                child("rmi of a parent with two tags by ID, forced")
                        .docker("tag $R/app:1 other:1")
                        .docker("rmi -f " + Images.shortId(APP)),
                child("rmi of a parent without a name is refused")
                        .docker("rmi $R/app:1")
                        .docker("rmi " + Images.shortId(APP))
                        .docker("rmi -f " + Images.shortId(APP)),
                child("rmi of a child leaves a parent with a name").docker("rmi child:1"),
                child("rmi of a child takes a parent without a name along")
                        .docker("rmi $R/app:1")
                        .docker("rmi child:1"),
                child("rmi of a child by ID takes a parent without a name along")
                        .docker("rmi $R/app:1")
                        .docker("rmi $child"),
                child("rmi of a child that is to leave its parent")
                        .docker("rmi $R/app:1")
                        .docker("rmi --no-prune child:1")
                        .docker("images"),
                child("rmi of a child leaves a parent that a container uses")
                        .docker("create --name holder $R/app:1")
                        .docker("rmi -f $R/app:1")
                        .docker("rmi child:1"),
                child("rmi of one of two children leaves the parent")
                        .docker("create --name c2 $R/app:1")
                        .docker("commit c2 second:1")
                        .docker("rm c2")
                        .docker("rmi $R/app:1")
                        .docker("rmi child:1")
                        .docker("rmi second:1"),
                grandchild("rmi of a grandchild goes up until a name")
                        .docker("rmi child:1")
                        .docker("rmi grandchild:1"),
                grandchild("rmi of a grandchild goes all the way up")
                        .docker("rmi child:1 $R/app:1")
                        .docker("rmi grandchild:1"),
                grandchild("rmi of what is in the middle is refused")
                        .docker("rmi $child")
                        .docker("rmi child:1"),
                child("rmi of a child that a container uses")
                        .docker("create --name holder child:1")
                        .docker("rmi $R/app:1")
                        .docker("rmi child:1")
                        .docker("rmi -f child:1"));
    }

    private static List<Scenario> prunes() {
        return List.of(
                child("prune leaves a parent without a name")
                        .docker("rmi $R/app:1")
                        .docker("image prune -f"),
                child("prune of all takes child and parent")
                        .docker("image prune -a -f")
                        .inAnyOrder(),
                child("prune of all takes a child and its nameless parent")
                        .docker("rmi $R/app:1")
                        .docker("image prune -a -f")
                        .inAnyOrder(),
                scenario("prune takes a nameless child and its nameless parent")
                        .haveAs("x:1", "app:1", APP)
                        .docker("create --name c1 x:1")
                        .docker("commit c1")
                        .docker("rm c1")
                        .docker("rmi x:1")
                        .docker("image prune -f"),
                scenario("prune leaves a nameless child that a container uses")
                        .have("pause:1", PAUSE)
                        .have("base:1", BASE)
                        .docker("create --name c1 $R/pause:1")
                        .docker("commit c1")
                        .as("child")
                        .docker("create --name holder $child /pause")
                        .docker("image prune -f"),
                grandchild("prune of what is in the middle")
                        .docker("rmi child:1")
                        .docker("image prune -f")
                        .docker("rmi grandchild:1"));
    }
}
