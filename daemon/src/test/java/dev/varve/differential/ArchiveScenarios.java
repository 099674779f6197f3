package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.LONE;
import static dev.varve.differential.Images.TREE;
import static dev.varve.differential.Scenario.scenario;

import dev.varve.fixtures.image.TarBuilder;

import java.util.List;

/// Images that leave the store as archives and come back.
final class ArchiveScenarios {
    private static final byte[] ROOT_FILES =
            TarBuilder.pax().directory("etc").file("etc/motd", "welcome\n").build();

    private static final String NO_ARCHIVE =
            "! invalid archive: does not contain a manifest.json\n= 1";

    private ArchiveScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("save and load of a tag")
                        .haveAs("x:1", "app:1", APP)
                        .docker("save -o $D/x.tar x:1")
                        .docker("rmi x:1")
                        .docker("load -i $D/x.tar")
                        .docker("images --digests"),
                scenario("load of what is there already")
                        .haveAs("x:1", "app:1", APP)
                        .docker("save -o $D/x.tar x:1")
                        .docker("load -q -i $D/x.tar"),
                scenario("save and load by ID loses the name")
                        .have("app:1", APP)
                        .docker("save -o $D/x.tar " + Images.shortId(APP))
                        .docker("rmi $R/app:1")
                        .docker("load -i $D/x.tar")
                        .docker("images"),
                scenario("save and load of several")
                        .haveAs("x:1", "one:1", Images.TWIN_ONE)
                        .haveAs("x:2", "two:1", Images.TWIN_TWO)
                        .haveAs("y:1", "tree:1", TREE)
                        .docker("save -o $D/x.tar x:1 x:2 y:1")
                        .docker("rmi y:1 x:1 x:2")
                        .differs("save-shared", ArchiveScenarios::withSharedLayer)
                        .docker("load -i $D/x.tar")
                        .inAnyOrder(),
                scenario("save of a repository saves its tags")
                        .haveAs("x:1", "one:1", Images.TWIN_ONE)
                        .haveAs("x:2", "two:1", Images.TWIN_TWO)
                        .docker("save -o $D/x.tar x")
                        .docker("rmi x:1 x:2")
                        .differs("save-shared", ArchiveScenarios::withSharedLayer)
                        .docker("load -i $D/x.tar")
                        .inAnyOrder(),
                scenario("load of a tag that another image has")
                        .haveAs("x:1", "app:1", APP)
                        .docker("save -o $D/x.tar x:1")
                        .docker("rmi x:1")
                        .haveAs("x:1", "lone:1", LONE)
                        .docker("load -i $D/x.tar")
                        .docker("images -a"),
                scenario("save and load of a child forgets the parent")
                        .have("app:1", APP)
                        .docker("create --name c1 $R/app:1")
                        .docker("commit c1 child:1")
                        .docker("rm c1")
                        .docker("save -o $D/x.tar child:1")
                        .docker("rmi child:1")
                        .docker("load -i $D/x.tar")
                        .docker("inspect -f '{{.Parent}}|' child:1"),
                scenario("save of what is not there")
                        .docker("save -o $D/x.tar nope")
                        .docker("save -o $D/x.tar nope:1")
                        .docker("save -o $D/x.tar Upper")
                        .differs("upper-case", Changes.UPPER_CASE),
                scenario("save of several, one of which is not there")
                        .have("app:1", APP)
                        .docker("save -o $D/x.tar $R/app:1 nope:1"),
                scenario("load of what is no archive")
                        .write("x.tar", "no archive at all")
                        .docker("load -i $D/x.tar")
                        .differs("load-no-archive", NO_ARCHIVE)
                        .docker("load -i $D/nope.tar"),
                scenario("load of an archive without images")
                        .write("x.tar", ROOT_FILES)
                        .docker("load -i $D/x.tar")
                        .differs("load-no-archive", NO_ARCHIVE),
                scenario("import of a root file system")
                        .write("root.tar", ROOT_FILES)
                        .docker("import $D/root.tar imp:1")
                        .docker("images")
                        .docker("history imp:1")
                        .docker("inspect -f '{{.Comment}}|{{.Os}}|{{json .Config.Cmd}}' imp:1"),
                scenario("import with a message and changes")
                        .write("root.tar", ROOT_FILES)
                        .docker(
                                "import -m 'by hand' -c 'CMD [\"/x\"]' -c 'LABEL a=b'"
                                        + " $D/root.tar imp:1")
                        .docker("inspect -f '{{.Comment}}|{{.Config.Labels}}' imp:1")
                        .docker("inspect -f '{{json .Config.Cmd}}' imp:1"),
                scenario("import without a name")
                        .write("root.tar", ROOT_FILES)
                        .docker("import $D/root.tar")
                        .docker("images"),
                scenario("import over a name that is taken")
                        .haveAs("imp:1", "base:1", BASE)
                        .write("root.tar", ROOT_FILES)
                        .docker("import $D/root.tar imp:1")
                        .docker("images -a"),
                scenario("import of what cannot be")
                        .write("root.tar", ROOT_FILES)
                        .write("x.tar", "no archive at all, though it has more than one block")
                        .docker("import $D/root.tar Upper")
                        .docker("import -c 'FROM x' $D/root.tar imp:1")
                        .differs("change-words", Changes.UPPER_CASE_FROM)
                        .docker("import $D/nope.tar imp:1"));
    }

    private static String withSharedLayer(String theirs) {
        return theirs + "\nDeleted: sha256:<twin one chain 0>";
    }
}
