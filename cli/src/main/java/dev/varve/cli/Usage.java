package dev.varve.cli;

import dev.varve.cli.command.Option;
import dev.varve.cli.command.Verb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The texts of `--help`, in the shape of docker's.
final class Usage {
    private static final int WIDTH = 80;
    private static final int NAME_WIDTH = 12;

    private Usage() {}

    /// @param command the words up to the verb, `varve image ls`
    static String line(String command, Verb verb) {
        String options = verb.options().isEmpty() ? "" : " [OPTIONS]";
        String operands = verb.synopsis().operands();
        return "Usage:  " + command + options + (operands.isEmpty() ? "" : " " + operands) + "\n";
    }

    static String of(String command, Verb verb) {
        StringBuilder text = new StringBuilder(line(command, verb));
        text.append('\n').append(verb.description()).append('\n');
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

    static String ofGroup(String command, Group group) {
        StringBuilder text =
                new StringBuilder("Usage:  " + command + " COMMAND\n\n" + group.summary() + "\n");
        text.append("\nCommands:\n");
        for (String name : Verbs.names(group)) {
            entry(text, name, Verbs.of(group, name).orElseThrow().synopsis().summary());
        }
        return text.append("\nRun '")
                .append(command)
                .append(" COMMAND --help' for more information on a command.\n")
                .toString();
    }

    static String ofProgram() {
        StringBuilder text =
                new StringBuilder(
                        "Usage:  varve [OPTIONS] COMMAND\n\nA local store for container images\n");
        text.append("\nManagement Commands:\n");
        for (Group group : Group.values()) {
            entry(text, group.word(), group.summary());
        }
        text.append("\nCommands:\n");
        for (String name : Verbs.programNames()) {
            entry(text, name, Verbs.ofProgram(name).orElseThrow().synopsis().summary());
        }
        // The launcher runs it itself.
        entry(text, "unshare", "Run a command where a daemon without root has mounted containers");
        return text.append(
                        """

                        Global Options:
                              --config string      Location of client config files (default "~/.docker")
                          -c, --context string     Only "default" exists
                          -D, --debug              Enable debug mode
                          -H, --host string        Socket of the daemon (default
                                                   "unix:///run/varve/varve.sock", or VARVE_HOST;
                                                   a user's own daemon is found without them)
                          -l, --log-level string   Accepted for scripts; the client writes no log
                          -v, --version            Print the version and quit

                        Run 'varve COMMAND --help' for more information on a command.
                        """)
                .toString();
    }

    /// What to do instead of running something.
    static String nothingRuns(String command) {
        return """
        %s: Varve keeps images and root file systems and runs nothing.

        To run a program in one, create a container, mount it and hand the path to a runtime:

          varve create --name NAME IMAGE
          chroot "$(varve container mount NAME)" COMMAND [ARG...]
          varve container unmount NAME

        Instead of chroot: runc, crun, bwrap, systemd-nspawn --directory, or any other that takes a
        root file system.\
        """
                .formatted(command);
    }

    private static void entry(StringBuilder text, String name, String summary) {
        text.append("  ").append(name).repeat(' ', NAME_WIDTH - name.length());
        text.append(summary).append('\n');
    }

    private static String options(List<Option> options) {
        List<Option> sorted = new ArrayList<>(options);
        sorted.sort(Comparator.comparing(Option::longestName));
        int left = 0;
        for (Option option : sorted) {
            left = Math.max(left, names(option).length() + 3);
        }
        StringBuilder text = new StringBuilder();
        for (Option option : sorted) {
            String names = names(option);
            text.append(names).repeat(' ', left - names.length());
            wrap(text, option.description(), left);
        }
        return text.toString();
    }

    private static String names(Option option) {
        boolean hasShort = option.shortestName().length() == 2;
        return (hasShort ? "  " + option.shortestName() + ", " : "      ")
                + option.longestName()
                + (option.takesValue() ? " " + option.label() : "");
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
