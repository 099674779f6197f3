package dev.varve.cli;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Parses the words after a verb as docker does: options anywhere, the last of a repeated one wins,
/// `--` ends them, nothing is read from files or guessed from an abbreviation.
final class CommandParser {
    /// @param options to ask by name
    record Parsed(Given options, List<String> operands, boolean help) {}

    private final String command;
    private final Verb verb;

    /// @param command the words up to the verb, for messages
    CommandParser(String command, Verb verb) {
        this.command = command;
        this.verb = verb;
    }

    Parsed parse(List<String> words) {
        List<Option> options = verb.options();
        Optional<Parsed> plain =
                verb.optionsEndAtOperand() ? Optional.empty() : PlainWords.parse(options, words);
        Parsed parsed = plain.isPresent() ? plain.get() : byPicocli(options, words);
        if (!parsed.help()) {
            check(parsed.operands().size());
        }
        return parsed;
    }

    /// Whatever the words are.
    Parsed byPicocli(List<Option> options, List<String> words) {
        CommandSpec spec = CommandSpec.create().name(command);
        List<PicocliOption> known = new ArrayList<>();
        boolean shortTaken = false;
        for (Option option : options) {
            PicocliOption parsed = PicocliOption.of(option);
            known.add(parsed);
            spec.addOption(parsed.spec());
            shortTaken |= option.names().contains("-h");
        }
        String[] help = shortTaken ? new String[] {"--help"} : new String[] {"--help", "-h"};
        spec.addOption(OptionSpec.builder(help).type(boolean.class).usageHelp(true).build());
        PositionalParamSpec operands =
                PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build();
        spec.addPositional(operands);
        spec.parser()
                .overwrittenOptionsAllowed(true)
                .trimQuotes(false)
                .toggleBooleanFlags(false)
                .allowOptionsAsOptionParameters(true)
                .stopAtPositional(verb.optionsEndAtOperand());
        CommandLine parser = new CommandLine(spec);
        parser.setExpandAtFiles(false).setInterpolateVariables(false);
        try {
            ParseResult result = parser.parseArgs(words.toArray(new String[0]));
            @Nullable List<String> found = operands.getValue();
            Given given = new Given();
            for (PicocliOption option : known) {
                option.give(result, given);
            }
            return new Parsed(
                    given, found == null ? List.of() : found, result.isUsageHelpRequested());
        } catch (UnmatchedArgumentException e) {
            throw usage(unknown(e));
        } catch (MissingParameterException e) {
            throw usage("flag needs an argument: " + longest(e));
        } catch (ParameterException e) {
            throw usage(
                    e.getArgSpec() instanceof OptionSpec option
                            ? invalid(option, e)
                            : String.valueOf(e.getMessage()));
        }
    }

    private static String longest(MissingParameterException e) {
        return e.getMissing().getFirst() instanceof OptionSpec option ? option.longestName() : "";
    }

    /// A value that its option cannot take, in the words of docker's parser.
    private static String invalid(OptionSpec option, ParameterException e) {
        String message = String.valueOf(e.getMessage());
        int reason = message.indexOf("strconv.");
        if (reason < 0) {
            return message;
        }
        boolean hasShort = option.shortestName().length() == 2;
        return "invalid argument \""
                + e.getValue()
                + "\" for \""
                + (hasShort ? option.shortestName() + ", " : "")
                + option.longestName()
                + "\" flag: "
                + message.substring(reason);
    }

    private void check(int given) {
        int minimum = verb.synopsis().minimum();
        int maximum = verb.synopsis().maximum();
        if (given >= minimum && given <= maximum) {
            return;
        }
        String amount =
                minimum == maximum
                        ? (minimum == 0 ? "accepts no arguments" : "requires " + plural(minimum))
                        : given < minimum
                                ? "requires at least " + plural(minimum)
                                : "requires at most " + plural(maximum);
        throw usage("'" + command + "' " + amount);
    }

    private static String plural(int count) {
        return count + (count == 1 ? " argument" : " arguments");
    }

    private static String unknown(UnmatchedArgumentException e) {
        String flag = e.getUnmatched().getFirst();
        StringBuilder text = new StringBuilder("unknown ");
        text.append(flag.startsWith("--") ? "flag: " : "shorthand flag: ").append(flag);
        List<String> suggestions = e.getSuggestions();
        if (flag.startsWith("--") && !suggestions.isEmpty()) {
            text.append("\n\nDid you mean ").append(suggestions.getFirst()).append('?');
        }
        return text.toString();
    }

    private Failure usage(String problem) {
        return new Failure(
                ExitCode.USAGE,
                problem
                        + "\n\n"
                        + Usage.line(command, verb)
                        + "\nRun '"
                        + command
                        + " --help' for more information");
    }
}
