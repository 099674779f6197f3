package dev.varve.cli;

import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.texts;

import dev.varve.api.ImageRow;
import dev.varve.cli.client.ContainerCalls;
import dev.varve.cli.client.EngineClient;
import dev.varve.cli.client.ImageCalls;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.Failure;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Finds what may stand at the end of a command line: groups, verbs, options, and the images and
/// containers that the daemon has.
final class Completer {
    /// Says that names of files may stand there too.
    static final String FILES = ":files";

    private static final List<String> ROOT_OPTIONS =
            List.of(
                    "--config",
                    "--context",
                    "--debug",
                    "--help",
                    "--host",
                    "--log-level",
                    "--version");

    private final RootOptions options;
    private final boolean onlyImages;

    Completer(String program, Map<String, String> environment) {
        this.options = new RootOptions(environment);
        this.onlyImages = program.equals("image");
    }

    /// @param words after the program's name, the last one still being typed
    List<String> complete(List<String> words) {
        String last = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? words : words.subList(0, words.size() - 1);
        try {
            return find(before.iterator(), last).stream()
                    .filter(word -> word.equals(FILES) || word.startsWith(last))
                    .toList();
        } catch (Failure nothing) {
            // A daemon that does not answer, or a line that is wrong already, completes to nothing.
            return List.of();
        }
    }

    private List<String> find(Iterator<String> before, String last) {
        Optional<Group> group = onlyImages ? Optional.of(Group.IMAGE) : Optional.empty();
        while (before.hasNext()) {
            String word = before.next();
            if (word.startsWith("-")) {
                options.read(word, before);
                continue;
            }
            Optional<Group> named = group.isEmpty() ? Group.of(word) : Optional.empty();
            if (named.isPresent()) {
                group = named;
                continue;
            }
            Optional<Verb> verb =
                    group.isPresent() ? Verbs.of(group.get(), word) : Verbs.ofProgram(word);
            List<String> rest = new ArrayList<>();
            before.forEachRemaining(rest::add);
            return verb.isEmpty() ? List.of() : ofVerb(verb.get(), rest, last);
        }
        if (last.startsWith("-")) {
            return ROOT_OPTIONS;
        }
        List<String> words = new ArrayList<>();
        if (group.isPresent()) {
            words.addAll(Verbs.names(group.get()));
        } else {
            for (Group each : Group.values()) {
                words.add(each.word());
            }
            words.addAll(Verbs.programNames());
        }
        return words;
    }

    private List<String> ofVerb(Verb verb, List<String> before, String last) {
        if (!before.isEmpty() && takesValue(verb, before.getLast())) {
            return List.of(FILES);
        }
        if (last.startsWith("-")) {
            TreeSet<String> names = new TreeSet<>(List.of("--help"));
            for (Option option : verb.options()) {
                names.addAll(option.names());
            }
            return List.copyOf(names);
        }
        return switch (verb.operand()) {
            case NOTHING -> List.of();
            case FILE -> List.of(FILES);
            case SHELL -> List.of("bash", "fish", "zsh");
            case IMAGE -> images();
            case CONTAINER -> containers();
            case CONTAINER_OR_IMAGE -> joined(containers(), images());
            case CONTAINER_OR_FILE ->
                    joined(containers().stream().map(name -> name + ":").toList(), List.of(FILES));
        };
    }

    private static boolean takesValue(Verb verb, String word) {
        return verb.options().stream()
                .anyMatch(option -> option.takesValue() && option.names().contains(word));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private List<String> images() {
        TreeSet<String> names = new TreeSet<>();
        for (ImageRow image : new ImageCalls(new EngineClient(options.host())).list(false, "")) {
            names.addAll(image.repoTags());
        }
        return List.copyOf(names);
    }

    private List<String> containers() {
        TreeSet<String> names = new TreeSet<>();
        ContainerCalls calls = new ContainerCalls(new EngineClient(options.host()));
        for (Object container : calls.list(true, 0, false, "")) {
            for (String name : texts(map(container).get("Names"))) {
                names.add(name.startsWith("/") ? name.substring(1) : name);
            }
        }
        return List.copyOf(names);
    }
}
