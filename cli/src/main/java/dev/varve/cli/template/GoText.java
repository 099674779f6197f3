package dev.varve.cli.template;

/// Text as Go's own functions write it, for those who need it outside a template.
public final class GoText {
    private GoText() {}

    /// Between quotes, with what does not print spelt out: `strconv.Quote`.
    public static String quoted(String text) {
        return GoPrinter.quoted(text);
    }
}
