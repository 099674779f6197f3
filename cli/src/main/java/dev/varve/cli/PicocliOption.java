package dev.varve.cli;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

import java.util.List;

/// An option as picocli parses it.
record PicocliOption(Option option, OptionSpec spec) {
    private static final ITypeConverter<?> TRUTH = new Truth();
    private static final ITypeConverter<?> NUMBER = new Whole();

    static PicocliOption of(Option option) {
        OptionSpec.Builder spec = OptionSpec.builder(option.names().toArray(new String[0]));
        switch (option.kind()) {
            case FLAG -> spec.type(boolean.class).converters(TRUTH);
            case TEXT -> spec.type(String.class).arity("1");
            case NUMBER -> spec.type(Long.class).converters(NUMBER).arity("1");
            case TEXTS -> spec.type(List.class).auxiliaryTypes(String.class).arity("1");
        }
        return new PicocliOption(option, spec.build());
    }

    /// Hands over the value that was found.
    void give(ParseResult found, Given given) {
        String name = option.longestName();
        if (!found.hasMatchedOption(name)) {
            return;
        }
        switch (option.kind()) {
            case FLAG ->
                    given.flag(option, Boolean.TRUE.equals(found.matchedOptionValue(name, false)));
            case TEXT -> given.text(option, found.matchedOptionValue(name, ""));
            case NUMBER -> given.number(option, found.matchedOptionValue(name, 0L));
            case TEXTS -> {
                for (String text : found.matchedOptionValue(name, List.<String>of())) {
                    given.text(option, text);
                }
            }
        }
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
