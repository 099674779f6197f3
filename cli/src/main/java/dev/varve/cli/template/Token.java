package dev.varve.cli.template;

/// A piece of a template.
///
/// @param text what it stands for: a string without its quotes, a field without its dot
/// @param position of its first character in the template
record Token(Kind kind, String text, int position) {
    enum Kind {
        TEXT,
        OPEN,
        CLOSE,
        WORD,
        FIELD,
        DOT,
        VARIABLE,
        STRING,
        CHARACTER,
        NUMBER,
        PIPE,
        COMMA,
        DECLARE,
        ASSIGN,
        LEFT_PAREN,
        RIGHT_PAREN,
        SPACE,
        END,
    }
}
