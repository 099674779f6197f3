package dev.varve.index;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A row that SQLite gives as one text. Each column that is asked for costs a call out of Java, a
/// lock and objects, which is most of the time of a list with 10,000 images: reading them so takes
/// half as long.
///
/// For columns that hold no control character, which are digests, numbers, references and JSON.
final class RowText {
    private static final char SEPARATOR = 0x1f;

    private final String text;
    private int next;

    RowText(String text) {
        this.text = text;
    }

    /// The one column to select in place of these; what is null becomes empty.
    ///
    /// @param columns of a table, or other SQL expressions
    static String of(String... columns) {
        return Arrays.stream(columns)
                .map(column -> "ifnull(" + column + ", '')")
                .collect(Collectors.joining(" || char(" + (int) SEPARATOR + ") || "));
    }

    /// The next column's text.
    String next() {
        int end = text.indexOf(SEPARATOR, next);
        String column = end < 0 ? text.substring(next) : text.substring(next, end);
        next = end < 0 ? text.length() : end + 1;
        return column;
    }
}
