package dev.varve.cli;

import dev.varve.cli.command.Verb;
import dev.varve.cli.container.CommitVerb;
import dev.varve.cli.container.ContainerInspectVerb;
import dev.varve.cli.container.ContainerListVerb;
import dev.varve.cli.container.ContainerPruneVerb;
import dev.varve.cli.container.ContainerRemoveVerb;
import dev.varve.cli.container.DiffVerb;
import dev.varve.cli.container.ExportVerb;
import dev.varve.cli.container.MountVerb;
import dev.varve.cli.container.RenameVerb;
import dev.varve.cli.container.UnmountVerb;
import dev.varve.cli.copy.CopyVerb;
import dev.varve.cli.create.CreateVerb;
import dev.varve.cli.image.HistoryVerb;
import dev.varve.cli.image.ImageInspectVerb;
import dev.varve.cli.image.ImageListVerb;
import dev.varve.cli.image.ImageMountVerb;
import dev.varve.cli.image.ImagePruneVerb;
import dev.varve.cli.image.ImageRemoveVerb;
import dev.varve.cli.image.ImageUnmountVerb;
import dev.varve.cli.image.ImportVerb;
import dev.varve.cli.image.LoadVerb;
import dev.varve.cli.image.PullVerb;
import dev.varve.cli.image.PushVerb;
import dev.varve.cli.image.SaveVerb;
import dev.varve.cli.image.TagVerb;
import dev.varve.cli.login.LoginVerb;
import dev.varve.cli.login.LogoutVerb;
import dev.varve.cli.system.CheckVerb;
import dev.varve.cli.system.DiskUsageVerb;
import dev.varve.cli.system.EventsVerb;
import dev.varve.cli.system.InfoVerb;
import dev.varve.cli.system.InspectVerb;
import dev.varve.cli.system.VersionVerb;

import java.util.List;
import java.util.Optional;

/// All verbs by name. Only the one that is asked for is made.
final class Verbs {
    private Verbs() {}

    static Optional<Verb> of(Group group, String word) {
        return switch (group) {
            case IMAGE -> ofImage(word);
            case CONTAINER -> ofContainer(word);
            case SYSTEM -> ofSystem(word);
        };
    }

    private static Optional<Verb> ofImage(String word) {
        return switch (word) {
            case "history" -> Optional.of(new HistoryVerb());
            case "import" -> Optional.of(new ImportVerb());
            case "load" -> Optional.of(new LoadVerb());
            case "push" -> Optional.of(new PushVerb());
            case "save" -> Optional.of(new SaveVerb());
            case "inspect" -> Optional.of(new ImageInspectVerb());
            case "ls", "list" -> Optional.of(new ImageListVerb());
            case "mount" -> Optional.of(new ImageMountVerb());
            case "prune" -> Optional.of(new ImagePruneVerb());
            case "pull" -> Optional.of(new PullVerb());
            case "rm", "remove", "rmi" -> Optional.of(new ImageRemoveVerb());
            case "tag" -> Optional.of(new TagVerb());
            case "unmount", "umount" -> Optional.of(new ImageUnmountVerb());
            default -> Optional.empty();
        };
    }

    private static Optional<Verb> ofContainer(String word) {
        return switch (word) {
            case "commit" -> Optional.of(new CommitVerb());
            case "cp" -> Optional.of(new CopyVerb());
            case "create" -> Optional.of(new CreateVerb());
            case "diff" -> Optional.of(new DiffVerb());
            case "export" -> Optional.of(new ExportVerb());
            case "inspect" -> Optional.of(new ContainerInspectVerb());
            case "ls", "list", "ps" -> Optional.of(new ContainerListVerb());
            case "mount" -> Optional.of(new MountVerb());
            case "prune" -> Optional.of(new ContainerPruneVerb());
            case "rename" -> Optional.of(new RenameVerb());
            case "rm", "remove" -> Optional.of(new ContainerRemoveVerb());
            case "unmount", "umount" -> Optional.of(new UnmountVerb());
            default -> Optional.empty();
        };
    }

    private static Optional<Verb> ofSystem(String word) {
        return switch (word) {
            case "check" -> Optional.of(new CheckVerb());
            case "df" -> Optional.of(new DiskUsageVerb());
            case "events" -> Optional.of(new EventsVerb());
            case "info" -> Optional.of(new InfoVerb());
            default -> Optional.empty();
        };
    }

    /// A verb of the program itself: docker's short forms, and those that belong to no group.
    static Optional<Verb> ofProgram(String word) {
        return switch (word) {
            case "images" -> Optional.of(new ImageListVerb());
            case "rmi" -> Optional.of(new ImageRemoveVerb());
            case "history", "import", "load", "pull", "push", "save", "tag" -> ofImage(word);
            case "commit", "cp", "create", "diff", "export", "ps", "rename", "rm" ->
                    ofContainer(word);
            case "completion" -> Optional.of(new CompletionVerb());
            case "events", "info" -> ofSystem(word);
            case "inspect" -> Optional.of(new InspectVerb());
            case "login" -> Optional.of(new LoginVerb());
            case "logout" -> Optional.of(new LogoutVerb());
            case "version" -> Optional.of(new VersionVerb());
            default -> Optional.empty();
        };
    }

    /// For the help of a group.
    static List<String> names(Group group) {
        return switch (group) {
            case IMAGE ->
                    List.of(
                            "history", "import", "inspect", "load", "ls", "mount", "prune", "pull",
                            "push", "rm", "save", "tag", "unmount");
            case CONTAINER ->
                    List.of(
                            "commit", "cp", "create", "diff", "export", "inspect", "ls", "mount",
                            "prune", "rename", "rm", "unmount");
            case SYSTEM -> List.of("check", "df", "events", "info");
        };
    }

    /// For the help of the program.
    static List<String> programNames() {
        return List.of(
                "commit",
                "completion",
                "cp",
                "create",
                "diff",
                "events",
                "export",
                "history",
                "images",
                "import",
                "info",
                "inspect",
                "load",
                "login",
                "logout",
                "ps",
                "pull",
                "push",
                "rename",
                "rm",
                "rmi",
                "save",
                "tag",
                "version");
    }

    /// Whether docker does this to a process, of which Varve has none.
    static boolean needsAProcess(String word) {
        return switch (word) {
            case "run",
                    "start",
                    "stop",
                    "restart",
                    "exec",
                    "attach",
                    "kill",
                    "logs",
                    "pause",
                    "unpause",
                    "port",
                    "stats",
                    "top",
                    "update",
                    "wait" ->
                    true;
            default -> false;
        };
    }
}
