package dev.varve.cli;

import dev.varve.cli.client.EngineClient;
import dev.varve.cli.command.Input;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs one command line: the program's own options, the group of the verb where there is one, the
/// verb.
final class CommandRunner {
    /// What a command line runs in.
    ///
    /// @param program `varve` or `image`
    /// @param now Unix seconds
    record World(
            String program,
            Output out,
            Output err,
            Input in,
            Map<String, String> environment,
            long now) {}

    private final World world;
    private final Iterator<String> words;
    private final Map<String, String> environment;
    private final RootOptions options;
    private Optional<Group> group = Optional.empty();
    private String command;

    CommandRunner(World world, List<String> words) {
        this.world = world;
        this.words = words.iterator();
        this.environment = new HashMap<>(world.environment());
        this.options = new RootOptions(environment);
        this.command = world.program();
        if (world.program().equals("image")) {
            group = Optional.of(Group.IMAGE);
        }
    }

    ExitCode run() throws IOException {
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("--help") || word.equals("-h")) {
                return help();
            }
            if (word.equals("__complete")) {
                return complete();
            }
            if (word.equals("help")) {
                return words.hasNext() ? verb(words.next(), true) : help();
            }
            if (word.startsWith("-")) {
                options.read(word, words);
                if (options.version()) {
                    return run("varve version", Verbs.ofProgram("version").orElseThrow(), false);
                }
                continue;
            }
            Optional<Group> named = group.isEmpty() ? Group.of(word) : Optional.empty();
            if (named.isEmpty()) {
                return verb(word, false);
            }
            group = named;
            command += " " + word;
        }
        return help();
    }

    private ExitCode complete() throws IOException {
        List<String> typed = new ArrayList<>();
        words.forEachRemaining(typed::add);
        for (String found : new Completer(world.program(), environment).complete(typed)) {
            world.out().line(Escaped.line(found));
        }
        return ExitCode.DONE;
    }

    private ExitCode verb(String word, boolean help) throws IOException {
        if (help && group.isEmpty() && Group.of(word).isPresent()) {
            group = Group.of(word);
            command += " " + word;
            return words.hasNext() ? verb(words.next(), true) : help();
        }
        Optional<Verb> verb =
                group.isPresent() ? Verbs.of(group.get(), word) : Verbs.ofProgram(word);
        if (verb.isEmpty() && word.equals("version")) {
            verb = Verbs.ofProgram(word);
        }
        String full = command + " " + word;
        if (verb.isEmpty()) {
            throw unknown(word, full);
        }
        return run(full, verb.get(), help);
    }

    private ExitCode run(String full, Verb verb, boolean help) throws IOException {
        List<String> rest = new ArrayList<>();
        words.forEachRemaining(rest::add);
        if (help) {
            world.out().print(Usage.of(full, verb));
            return ExitCode.DONE;
        }
        CommandParser.Parsed parsed = new CommandParser(full, verb).parse(rest);
        if (parsed.help()) {
            world.out().print(Usage.of(full, verb));
            return ExitCode.DONE;
        }
        Session session =
                new Session(
                        new EngineClient(options.host()),
                        world.out(),
                        world.err(),
                        world.in(),
                        environment,
                        world.now(),
                        full,
                        options.debug());
        return verb.run(parsed.options(), parsed.operands(), session);
    }

    private ExitCode help() throws IOException {
        world.out()
                .print(group.isPresent() ? Usage.ofGroup(command, group.get()) : Usage.ofProgram());
        return ExitCode.DONE;
    }

    private Failure unknown(String word, String full) {
        boolean ofContainers = group.isEmpty() || group.get() == Group.CONTAINER;
        if (ofContainers && Verbs.needsAProcess(word)) {
            return new Failure(ExitCode.OTHER, Usage.nothingRuns(full));
        }
        return new Failure(
                ExitCode.USAGE, "unknown command: " + full + "\n\nRun '" + command + " --help'");
    }
}
