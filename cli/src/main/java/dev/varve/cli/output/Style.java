package dev.varve.cli.output;

/// Colours and weights of text on a terminal.
public enum Style {
    BOLD("1"),
    FAINT("2"),
    ITALIC("3"),
    UNDERLINE("4"),
    BLACK("30"),
    BLUE("34"),
    DEFAULT("39"),
    LIGHT_YELLOW("93"),
    LIGHT_CYAN("96"),
    LIGHT_CYAN_BACK("106");

    private static final String RESET = "\u001b[0m";

    private final String start;

    Style(String code) {
        this.start = "\u001b[" + code + "m";
    }

    public String apply(String text) {
        return start + text + RESET;
    }

    /// Both at once.
    public String with(Style other, String text) {
        return start + other.start + text + RESET;
    }
}
