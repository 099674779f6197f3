package dev.varve.cli.command;

import dev.varve.cli.output.Output;
import dev.varve.cli.output.Style;

/// A note in the look that docker gives to those that are no part of the output proper.
public final class Notes {
    private static final String PLAIN = " Info -> ";
    private static final String FANCY =
            Style.BOLD.apply(
                    Style.LIGHT_CYAN_BACK.apply(Style.BLACK.apply("i"))
                            + " "
                            + Style.LIGHT_CYAN.apply("Info → "));
    private static final int FANCY_WIDTH = "i Info → ".length();

    private Notes() {}

    /// What stands before a note.
    public static String header(boolean terminal) {
        return terminal ? FANCY : PLAIN;
    }

    /// How many cells the header takes.
    public static int headerWidth(boolean terminal) {
        return terminal ? FANCY_WIDTH : PLAIN.length();
    }

    /// @param note lines of our own
    public static void print(Output out, String note) throws Output.Closed {
        boolean terminal = out.isTerminal();
        String text = terminal ? note.replace("--platform", Style.BOLD.apply("--platform")) : note;
        String indent = " ".repeat(headerWidth(terminal));
        StringBuilder all = new StringBuilder("\n").append(header(terminal));
        boolean first = true;
        for (String line : text.split("\n", -1)) {
            all.append(first ? "" : indent);
            all.append(terminal ? Style.ITALIC.apply(line) : line).append('\n');
            first = false;
        }
        out.print(all.toString());
        out.flush();
    }
}
