package dev.varve.cli.command;

import dev.varve.cli.command.Option.Kind;

import java.util.List;

/// Declares and reads options without annotations, which would cost start-up time.
public final class Options {
    public static final String FORMAT_TEXT =
            "Format output using a custom template: 'table' (default), 'table TEMPLATE', 'json' or"
                    + " 'TEMPLATE', a Go template";
    public static final String INSPECT_FORMAT_TEXT =
            "Format output using a custom template: 'json' or 'TEMPLATE', a Go template";

    static final String NO_TRUST = "--disable-content-trust";

    private Options() {}

    public static Option flag(String description, String... names) {
        return new Option(Kind.FLAG, "", description, List.of(names));
    }

    /// @param label what the usage text calls the value
    public static Option value(String label, String description, String... names) {
        return new Option(Kind.TEXT, label, description, List.of(names));
    }

    /// A whole number that may be negative.
    public static Option number(String label, String description, String... names) {
        return new Option(Kind.NUMBER, label, description, List.of(names));
    }

    /// An option that may come more than once.
    public static Option values(String label, String description, String... names) {
        return new Option(Kind.TEXTS, label, description, List.of(names));
    }

    /// Docker's content trust, which Varve has not: the option stands in scripts and does nothing.
    public static Option noTrust() {
        return flag("Accepted for scripts (default true)", NO_TRUST);
    }

    public static boolean isSet(Given options, String name) {
        return options.isSet(name);
    }

    /// Whether it was given at all, whatever its value.
    public static boolean isGiven(Given options, String name) {
        return options.has(name);
    }

    public static String text(Given options, String name) {
        return options.text(name);
    }

    public static long number(Given options, String name, long absent) {
        return options.number(name, absent);
    }

    public static List<String> texts(Given options, String name) {
        return options.texts(name);
    }
}
