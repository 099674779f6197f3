package dev.varve.cli.command;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.util.List;

/// Declares and reads options without annotations, which would cost start-up time.
final class Options {
    static final String FORMAT_TEXT =
            "Format output using a custom template: 'table' (default), 'table TEMPLATE', 'json' or"
                    + " 'TEMPLATE', a Go template";

    private Options() {}

    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).description(description).build();
    }

    /// @param label what the usage text calls the value
    static OptionSpec value(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(label)
                .arity("1")
                .description(description)
                .build();
    }

    /// An option that may come more than once.
    static OptionSpec values(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .arity("1")
                .description(description)
                .build();
    }

    static boolean isSet(ParseResult options, String name) {
        return Boolean.TRUE.equals(options.matchedOptionValue(name, Boolean.FALSE));
    }

    static String text(ParseResult options, String name) {
        @Nullable String value = options.matchedOptionValue(name, "");
        return value == null ? "" : value;
    }

    static List<String> texts(ParseResult options, String name) {
        @Nullable List<String> values = options.matchedOptionValue(name, List.of());
        return values == null ? List.of() : values;
    }
}
