package dev.varve.cli;

import dev.varve.cli.command.Verb;
import dev.varve.cli.command.Verbs;

import picocli.CommandLine.Model.OptionSpec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The texts of `--help`, in the shape of docker's.
final class Usage {
    private static final int WIDTH = 80;

    private Usage() {}

    /// @param command the words up to the verb, `varve image ls`
    static String line(String command, Verb verb) {
        String options = verb.options().isEmpty() ? "" : " [OPTIONS]";
        String operands = verb.synopsis().operands();
        return "Usage:  " + command + options + (operands.isEmpty() ? "" : " " + operands) + "\n";
    }

    static String of(String command, Verb verb) {
        StringBuilder text = new StringBuilder(line(command, verb));
        text.append('\n').append(verb.synopsis().summary()).append('\n');
        if (!verb.synopsis().aliases().isEmpty()) {
            List<String> aliases = new ArrayList<>();
            verb.synopsis().aliases().forEach(alias -> aliases.add("varve " + alias));
            text.append("\nAliases:\n  ").append(String.join(", ", aliases)).append('\n');
        }
        if (!verb.options().isEmpty()) {
            text.append("\nOptions:\n").append(options(verb.options()));
        }
        return text.toString();
    }

    static String ofImage(String command) {
        StringBuilder text =
                new StringBuilder("Usage:  " + command + " COMMAND\n\nManage images\n");
        text.append("\nCommands:\n");
        for (String name : Verbs.names()) {
            text.append("  ").append(name).repeat(' ', 12 - name.length());
            text.append(Verbs.ofImage(name).orElseThrow().synopsis().summary()).append('\n');
        }
        return text.append("\nRun '")
                .append(command)
                .append(" COMMAND --help' for more information on a command.\n")
                .toString();
    }

    static String ofProgram() {
        return """
        Usage:  varve [OPTIONS] COMMAND

        A local store for container images

        Commands:
          image       Manage images
          images      List images
          pull        Download one or more images from a registry
          rmi         Remove one or more images
          tag         Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE
          history     Show the history of an image
          inspect     Display detailed information on one or more images
          version     Show the versions of the client and the daemon

        Options:
          -H, --host string   Socket of the daemon (default "unix:///run/varve/varve.sock",
                              or VARVE_HOST)
          -v, --version       Print the version and quit

        Run 'varve COMMAND --help' for more information on a command.
        """;
    }

    private static String options(List<OptionSpec> options) {
        List<OptionSpec> sorted = new ArrayList<>(options);
        sorted.sort(Comparator.comparing(OptionSpec::longestName));
        int left = 0;
        for (OptionSpec option : sorted) {
            left = Math.max(left, names(option).length() + 3);
        }
        StringBuilder text = new StringBuilder();
        for (OptionSpec option : sorted) {
            String names = names(option);
            text.append(names).repeat(' ', left - names.length());
            wrap(text, String.join("", option.description()), left);
        }
        return text.toString();
    }

    private static String names(OptionSpec option) {
        boolean hasShort = option.shortestName().length() == 2;
        boolean flag = option.arity().max() == 0;
        return (hasShort ? "  " + option.shortestName() + ", " : "      ")
                + option.longestName()
                + (flag ? "" : " " + option.paramLabel());
    }

    private static void wrap(StringBuilder text, String description, int left) {
        int column = left;
        for (String word : description.split(" ")) {
            if (column > left && column + word.length() + 1 > WIDTH) {
                text.append('\n').repeat(' ', left);
                column = left;
            }
            if (column > left) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
