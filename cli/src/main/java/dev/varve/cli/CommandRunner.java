package dev.varve.cli;

import dev.varve.cli.client.EngineClient;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.command.Verbs;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Output;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs one command line: the program's own options, the word `image` where it is, the verb.
final class CommandRunner {
    private static final String DEFAULT_HOST = "unix:///run/varve/varve.sock";

    /// What a command line runs in.
    ///
    /// @param program `varve` or `image`
    /// @param now Unix seconds
    record World(
            String program,
            Output out,
            Output err,
            InputStream in,
            Map<String, String> environment,
            long now) {}

    private final World world;
    private final List<String> words;
    private int at;
    private String host;

    CommandRunner(World world, List<String> words) {
        this.world = world;
        this.words = words;
        String named = world.environment().getOrDefault("VARVE_HOST", "");
        this.host = named.isEmpty() ? DEFAULT_HOST : named;
    }

    ExitCode run() throws IOException {
        boolean image = world.program().equals("image");
        String command = image ? "image" : "varve";
        while (true) {
            if (at == words.size()) {
                return help(image, command);
            }
            String word = words.get(at++);
            if (word.equals("--help") || word.equals("-h") || word.equals("help")) {
                return help(image, command);
            }
            if (word.startsWith("-")) {
                if (word.equals("--version") || word.equals("-v")) {
                    return run("varve version", Verbs.ofProgram("version").orElseThrow());
                }
                option(word, command);
            } else if (word.equals("image") && !image) {
                image = true;
                command = "varve image";
            } else {
                Optional<Verb> verb = image ? Verbs.ofImage(word) : Verbs.ofProgram(word);
                if (verb.isEmpty() && word.equals("version")) {
                    verb = Verbs.ofProgram(word);
                }
                String full = command + " " + word;
                if (verb.isEmpty()) {
                    throw unknown(full);
                }
                return run(full, verb.get());
            }
        }
    }

    private ExitCode run(String command, Verb verb) throws IOException {
        CommandParser.Parsed parsed =
                new CommandParser(command, verb).parse(words.subList(at, words.size()));
        if (parsed.help()) {
            world.out().print(Usage.of(command, verb));
            return ExitCode.DONE;
        }
        Session session =
                new Session(
                        new EngineClient(host),
                        world.out(),
                        world.err(),
                        world.in(),
                        world.environment(),
                        world.now());
        return verb.run(parsed.options(), parsed.operands(), session);
    }

    private void option(String word, String command) {
        if (word.startsWith("--host=")) {
            host = word.substring("--host=".length());
        } else if (word.equals("-H") || word.equals("--host")) {
            if (at == words.size()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "flag needs an argument: " + word + "\n\nRun 'varve --help'");
            }
            host = words.get(at++);
        } else if (word.startsWith("-H") && word.length() > 2) {
            host = word.substring(word.startsWith("-H=") ? 3 : 2);
        } else {
            throw new Failure(
                    ExitCode.USAGE, "unknown flag: " + word + "\n\nRun '" + command + " --help'");
        }
    }

    private ExitCode help(boolean image, String command) throws IOException {
        world.out().print(image ? Usage.ofImage(command) : Usage.ofProgram());
        return ExitCode.DONE;
    }

    private Failure unknown(String command) {
        String parent = command.substring(0, command.lastIndexOf(' '));
        return new Failure(
                ExitCode.USAGE, "unknown command: " + command + "\n\nRun '" + parent + " --help'");
    }
}
