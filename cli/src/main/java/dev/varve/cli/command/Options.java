package dev.varve.cli.command;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

import java.util.List;

/// Declares and reads options without annotations, which would cost start-up time.
public final class Options {
    public static final String FORMAT_TEXT =
            "Format output using a custom template: 'table' (default), 'table TEMPLATE', 'json' or"
                    + " 'TEMPLATE', a Go template";
    public static final String INSPECT_FORMAT_TEXT =
            "Format output using a custom template: 'json' or 'TEMPLATE', a Go template";

    static final String NO_TRUST = "--disable-content-trust";

    private static final ITypeConverter<?> TRUTH = new Truth();
    private static final ITypeConverter<?> NUMBER = new Whole();

    private Options() {}

    public static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .converters(TRUTH)
                .description(description)
                .build();
    }

    /// @param label what the usage text calls the value
    public static OptionSpec value(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(label)
                .arity("1")
                .description(description)
                .build();
    }

    /// A whole number that may be negative.
    public static OptionSpec number(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(Long.class)
                .converters(NUMBER)
                .paramLabel(label)
                .arity("1")
                .description(description)
                .build();
    }

    /// An option that may come more than once.
    public static OptionSpec values(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .arity("1")
                .description(description)
                .build();
    }

    /// Docker's content trust, which Varve has not: the option stands in scripts and does nothing.
    public static OptionSpec noTrust() {
        return flag("Accepted for scripts (default true)", NO_TRUST);
    }

    public static boolean isSet(ParseResult options, String name) {
        return Boolean.TRUE.equals(options.matchedOptionValue(name, Boolean.FALSE));
    }

    /// Whether it was given at all, whatever its value.
    public static boolean isGiven(ParseResult options, String name) {
        return options.hasMatchedOption(name);
    }

    public static String text(ParseResult options, String name) {
        @Nullable String value = options.matchedOptionValue(name, "");
        return value == null ? "" : value;
    }

    public static long number(ParseResult options, String name, long absent) {
        @Nullable Long value = options.matchedOptionValue(name, absent);
        return value == null ? absent : value;
    }

    public static List<String> texts(ParseResult options, String name) {
        @Nullable List<String> values = options.matchedOptionValue(name, List.of());
        return values == null ? List.of() : values;
    }

    /// The spellings that Go's `strconv.ParseBool` takes.
    private static final class Truth implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (text) {
                case "1", "t", "T", "true", "TRUE", "True" -> true;
                case "0", "f", "F", "false", "FALSE", "False" -> false;
                default ->
                        throw new TypeConversionException(
                                "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
            };
        }
    }

    private static final class Whole implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
            }
        }
    }
}
