package dev.varve.cli.create;

import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;

/// An option of `create`, and where its value goes.
///
/// @param key of the field that takes the value, "" where it takes more than that
/// @param names joined by spaces, the long one last
record CreateFlag(Place place, String key, Kind kind, String names, String text) {
    /// Which part of the request has the field.
    enum Place {
        CONFIG,
        HOST,
        /// what [CreateBody] puts together
        SPECIAL,
        /// concerns running alone, and is no plain field
        NOWHERE,
    }

    /// How the value is written, and what the usage text calls it.
    enum Kind {
        FLAG(""),
        TEXT("string"),
        TEXTS("list"),
        /// `key=value` several times
        MAP("map"),
        NUMBER("int"),
        /// `512m`
        BYTES("bytes");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    String longName() {
        return names.substring(names.lastIndexOf(' ') + 1);
    }

    Option option() {
        String[] all = names.split(" ");
        return switch (kind) {
            case FLAG -> Options.flag(text, all);
            case TEXT, BYTES -> Options.value(kind.label, text, all);
            case NUMBER -> Options.number(kind.label, text, all);
            case TEXTS, MAP -> Options.values(kind.label, text, all);
        };
    }
}
