package dev.varve.cli.output;

/// Cuts text to a width on the screen, where East Asian wide characters take two cells.
public final class Ellipsis {
    /// First and last of each run of wide characters.
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000,
        0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60,
        0xffe0, 0xffe6, 0x1f300, 0x1f64f, 0x1f900, 0x1f9ff, 0x20000, 0x3fffd
    };

    private Ellipsis() {}

    /// The text, or its start and `…`, in at most so many cells.
    public static String cut(String text, int cells) {
        int used = 0;
        int end = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            used += width(text.codePointAt(i));
            if (used <= cells - 1) {
                end = i + Character.charCount(text.codePointAt(i));
            }
            if (used > cells) {
                return text.substring(0, end) + "…";
            }
        }
        return text;
    }

    /// How many cells the text takes.
    static int cells(String text) {
        int cells = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            cells += width(text.codePointAt(i));
        }
        return cells;
    }

    private static int width(int codePoint) {
        if (codePoint < WIDE[0]) {
            return 1;
        }
        for (int i = 0; i < WIDE.length; i += 2) {
            if (codePoint >= WIDE[i] && codePoint <= WIDE[i + 1]) {
                return 2;
            }
        }
        return 1;
    }
}
