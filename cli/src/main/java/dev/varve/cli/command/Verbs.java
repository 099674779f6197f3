package dev.varve.cli.command;

import java.util.List;
import java.util.Optional;

/// All verbs by name. Only the one that is asked for is made.
public final class Verbs {
    private Verbs() {}

    /// A verb of `image`.
    public static Optional<Verb> ofImage(String word) {
        return switch (word) {
            case "history" -> Optional.of(new HistoryVerb());
            case "inspect" -> Optional.of(new InspectVerb());
            case "ls", "list" -> Optional.of(new ListVerb());
            case "prune" -> Optional.of(new PruneVerb());
            case "pull" -> Optional.of(new PullVerb());
            case "rm", "remove" -> Optional.of(new RemoveVerb());
            case "tag" -> Optional.of(new TagVerb());
            default -> Optional.empty();
        };
    }

    /// A verb of the program itself: docker's short forms, and `version`.
    public static Optional<Verb> ofProgram(String word) {
        return switch (word) {
            case "images" -> Optional.of(new ListVerb());
            case "rmi" -> Optional.of(new RemoveVerb());
            case "pull", "tag", "history", "inspect" -> ofImage(word);
            case "version" -> Optional.of(new VersionVerb());
            default -> Optional.empty();
        };
    }

    /// For the help of `image`.
    public static List<String> names() {
        return List.of("history", "inspect", "ls", "prune", "pull", "rm", "tag");
    }
}
