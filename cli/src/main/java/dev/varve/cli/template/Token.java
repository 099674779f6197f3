package dev.varve.cli.template;

/// A piece of a template.
///
/// @param text as it stands in the source; for [Kind#ERROR] what is wrong
/// @param position of its first character in the source
/// @param line that it starts on, from 1
record Token(Kind kind, String text, int position, int line) {
    enum Kind {
        TEXT,
        OPEN,
        CLOSE,
        SPACE,
        /// `if`, `range`, `end` and their like
        KEYWORD,
        IDENTIFIER,
        FIELD,
        DOT,
        VARIABLE,
        BOOL,
        NIL,
        NUMBER,
        CHARACTER,
        STRING,
        RAW_STRING,
        /// a character that stands for itself, such as a comma
        CHAR,
        DECLARE,
        ASSIGN,
        PIPE,
        LEFT_PAREN,
        RIGHT_PAREN,
        ERROR,
        END,
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean isKeyword(String word) {
        return kind == Kind.KEYWORD && text.equals(word);
    }

    /// As messages show it.
    String shown() {
        return switch (kind) {
            case END -> "EOF";
            case ERROR -> text;
            case KEYWORD, DOT, NIL -> "<" + text + ">";
            default ->
                    text.codePointCount(0, text.length()) > 10
                            ? GoPrinter.quoted(text.substring(0, text.offsetByCodePoints(0, 10)))
                                    + "..."
                            : GoPrinter.quoted(text);
        };
    }
}
