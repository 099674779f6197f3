package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.PAUSE;
import static dev.varve.differential.Images.RICH;
import static dev.varve.differential.Scenario.scenario;

import java.util.List;
import java.util.stream.Stream;

/// Containers as writable layers: made, listed, looked into, committed, removed.
final class ContainerScenarios {
    private ContainerScenarios() {}

    static List<Scenario> all() {
        return Stream.of(creations(), lists(), files(), commits()).flatMap(List::stream).toList();
    }

    private static Scenario pause(String name) {
        return scenario(name).have("pause:1", PAUSE).docker("create --name c1 $R/pause:1");
    }

    private static List<Scenario> creations() {
        return List.of(
                pause("create and rm").docker("rm c1"),
                pause("create by ID prints an ID by which the container is found")
                        .docker("create " + Images.shortId(PAUSE))
                        .as("id")
                        .docker("inspect -f '{{.Image}} {{.State.Status}}' $id")
                        .docker("rm $id"),
                pause("create with a name that is taken").docker("create --name c1 $R/pause:1"),
                pause("create with a name that is none")
                        .docker("create --name x $R/pause:1")
                        .docker("create --name -a $R/pause:1")
                        .docker("create --name a/b $R/pause:1"),
                scenario("create of an image without a command")
                        .have("bare:1", BARE)
                        .docker("create $R/bare:1")
                        .differs("container-words", t -> t.replace("No command", "no command")),
                scenario("create by request of what is not there")
                        .http("POST", "/containers/create", "{\"Image\":\"nope\"}")
                        .http("POST", "/containers/create", "{\"Image\":\"nope:1\"}"),
                pause("rename of a container")
                        .docker("rename c1 c2")
                        .docker("ps -a --format '{{.Names}}'")
                        .docker("rename c1 c3")
                        .docker("rename c2 c2"),
                scenario("rm of what is not there").docker("rm nope").docker("rm -f nope"),
                pause("rm of several, some of which are not there")
                        .docker("rm nope c1 nope2")
                        .inAnyOrder(),
                pause("inspect of a container")
                        .docker(
                                "inspect -f '{{.Name}} {{.State.Status}} {{.State.Running}}"
                                        + " {{.Image}} {{.Config.Image}} {{.Path}} {{.Args}}' c1")
                        .docker("inspect -f '{{.Driver}} {{json .Config.Cmd}}' c1")
                        .docker("inspect --type container nope"),
                scenario("inspect of a container's configuration")
                        .have("rich:1", RICH)
                        .docker(
                                "create --name c1 --env A=b --label l=m --user 5 --workdir /w"
                                        + " --entrypoint /e $R/rich:1 one two")
                        .docker("inspect -f '{{json .Config.Env}} {{json .Config.Labels}}' c1")
                        .docker("inspect -f '{{.Config.User}} {{.Config.WorkingDir}}' c1")
                        .docker("inspect -f '{{.Config.Entrypoint}} {{.Config.Cmd}}' c1")
                        .docker("inspect -f '{{.Path}} {{.Args}}' c1"));
    }

    private static List<Scenario> lists() {
        return List.of(
                scenario("ps of none").docker("ps").docker("ps -a").docker("ps -a -q"),
                pause("ps shows stopped containers when asked")
                        .docker("ps")
                        .docker("ps -a --format '{{.Image}} {{.Names}} {{.Status}} {{.State}}'")
                        .docker("ps -a --format '{{.Command}} {{.Ports}} {{.Labels}}'")
                        .docker("ps -a --no-trunc --format '{{.ID}}'"),
                pause("ps by filters")
                        .docker("create --name c2 --label l=m $R/pause:1 /pause more")
                        .docker(ps("name=c1"))
                        .docker(ps("label=l"))
                        .docker(ps("label=l=n"))
                        .docker(ps("status=created"))
                        .docker(ps("status=running"))
                        .docker(ps("ancestor=$R/pause:1"))
                        .docker(ps("ancestor=" + Images.shortId(PAUSE)))
                        .docker(ps("ancestor=nope"))
                        .docker(ps("before=c2"))
                        .docker(ps("since=c1")),
                pause("ps by filters that are none")
                        .docker(ps("nope=1"))
                        .differs("filter-words", Changes.FILTER_WORDS)
                        .docker(ps("status=odd"))
                        .differs(
                                "filter-words",
                                """
                                ! Error response from daemon: invalid filter 'status=odd': invalid\
                                 value for state (odd): must be one of created, running, paused,\
                                 restarting, removing, exited, dead
                                = 1
                                """)
                        .docker(ps("before=nope"))
                        .differs(
                                "container-words",
                                t ->
                                        t.replace(
                                                "no such container nope",
                                                "No such container: nope")),
                pause("ps of an image whose tag moved")
                        .publish("pause:1", BASE)
                        .docker("pull -q $R/pause:1")
                        .docker("ps -a --no-trunc --format '{{.Image}}'"),
                pause("ps of the last ones")
                        .docker("create --name c2 $R/pause:1")
                        .docker("ps -l --format '{{.Names}}'")
                        .docker("ps -n 1 --format '{{.Names}}'")
                        .docker("ps -n 5 --format '{{.Names}}'"));
    }

    private static List<Scenario> files() {
        return List.of(
                pause("cp into a container and out of it")
                        .write("in.txt", "hello\n")
                        .docker("cp $D/in.txt c1:/data/new.txt")
                        .docker("cp c1:/data/new.txt $D/out.txt")
                        .look("out.txt")
                        .docker("diff c1")
                        .inAnyOrder(),
                pause("cp of what is not there")
                        .docker("cp c1:/nope $D/x")
                        .docker("cp nope:/x $D/x")
                        .write("in.txt", "hello\n")
                        .docker("cp $D/in.txt c1:/no/such/dir/x")
                        .docker("cp $D/in.txt nope:/x"),
                pause("cp over a directory")
                        .write("in.txt", "hello\n")
                        .docker("cp $D/in.txt c1:/data")
                        .docker("cp c1:/data/one $D/one")
                        .look("one"),
                pause("diff of what was not changed").docker("diff c1").docker("diff nope"),
                pause("export of a container")
                        .docker("export -o $D/root.tar c1")
                        .look("root.tar")
                        .differs("export-files", "data/\ndata/one\ndata/two\npause")
                        .docker("export nope"));
    }

    private static List<Scenario> commits() {
        return List.of(
                pause("commit without a name").docker("commit c1").docker("images -a"),
                pause("commit with a name, a comment and an author")
                        .docker("commit -m 'what was done' -a 'Some Body <s@b>' c1 new:1")
                        .docker("inspect -f '{{.Comment}}|{{.Author}}|{{.Parent}}' new:1")
                        .docker("history new:1")
                        .docker("images"),
                pause("commit of files")
                        .write("in.txt", "hello\n")
                        .docker("cp $D/in.txt c1:/data/new.txt")
                        .docker("commit c1 new:1")
                        .docker("history --format '{{.CreatedBy}} {{.Size}}' new:1")
                        .docker("create --name c2 new:1")
                        .docker("cp c2:/data/new.txt $D/out.txt")
                        .look("out.txt"),
                pause("commit with changes")
                        .docker("commit --change 'CMD [\"/x\"]' --change 'ENV A=b' c1 new:1")
                        .docker("inspect -f '{{json .Config.Cmd}} {{json .Config.Env}}' new:1")
                        .docker("commit --change 'LABEL k=v' --change 'USER u' c1 new:2")
                        .docker("inspect -f '{{.Config.Labels}} {{.Config.User}}' new:2")
                        .docker("commit --change 'EXPOSE 80' --change 'WORKDIR /w' c1 new:3")
                        .docker(
                                "inspect -f '{{.Config.ExposedPorts}} {{.Config.WorkingDir}}'"
                                        + " new:3"),
                pause("commit with changes that are none")
                        .docker("commit --change 'FROM x' c1 new:1")
                        .differs("change-words", Changes.UPPER_CASE_FROM)
                        .docker("commit --change 'nonsense' c1 new:1"),
                pause("commit over a name that is taken")
                        .docker("commit c1 new:1")
                        .docker("commit c1 new:1")
                        .docker("images -a")
                        .inAnyOrder(),
                pause("commit to names that are none")
                        .docker("commit c1 Upper")
                        .docker("commit c1 a:b:c")
                        .docker("commit nope x"),
                pause("commit of a container whose configuration is its own")
                        .docker("create --name c2 --env A=b --label l=m $R/pause:1 /other")
                        .docker("commit c2 new:1")
                        .docker("inspect -f '{{json .Config.Env}} {{.Config.Labels}}' new:1")
                        .docker("inspect -f '{{json .Config.Cmd}}' new:1"),
                scenario("commit keeps the image's labels")
                        .have("app:1", APP)
                        .docker("create --name c1 $R/app:1")
                        .docker("commit c1 new:1")
                        .docker("inspect -f '{{.Config.Labels}} {{.Config.Env}}' new:1"));
    }

    private static String ps(String filter) {
        return "ps -a --format '{{.Names}}' --filter " + filter;
    }
}
