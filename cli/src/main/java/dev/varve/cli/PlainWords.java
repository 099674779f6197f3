package dev.varve.cli;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Reads the words after a verb when they are as plain as most are: operands, and options by their
/// whole name, `--all`, `-f VALUE` or `--format=VALUE`. Whatever else stands there is for picocli,
/// whose classes alone take a fifth of the time of such a command.
final class PlainWords {
    private final List<Option> options;
    private final Given given = new Given();
    private final List<String> operands = new ArrayList<>();

    private PlainWords(List<Option> options) {
        this.options = options;
    }

    /// Nothing for words of which one is not plain.
    static Optional<CommandParser.Parsed> parse(List<Option> options, List<String> words) {
        PlainWords plain = new PlainWords(options);
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            if (!plain.read(rest.next(), rest)) {
                return Optional.empty();
            }
        }
        return Optional.of(new CommandParser.Parsed(plain.given, plain.operands, false));
    }

    private boolean read(String word, Iterator<String> rest) {
        if (!word.startsWith("-")) {
            operands.add(word);
            return !word.isEmpty();
        }
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        for (Option option : options) {
            if (option.names().contains(name)) {
                return switch (option.kind()) {
                    case FLAG -> flag(option, equals);
                    case TEXT, TEXTS ->
                            equals < 0
                                    ? rest.hasNext() && text(option, rest.next())
                                    : text(option, word.substring(equals + 1));
                    case NUMBER -> false;
                };
            }
        }
        return false;
    }

    private boolean flag(Option option, int equals) {
        given.flag(option, true);
        return equals < 0;
    }

    private boolean text(Option option, String value) {
        given.text(option, value);
        return !value.isEmpty() && !value.startsWith("-");
    }
}
