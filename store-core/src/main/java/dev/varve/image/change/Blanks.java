package dev.varve.image.change;

/// What a Dockerfile takes for white space: blank, tab and the like. A no-break space is a letter.
final class Blanks {
    private Blanks() {}

    static boolean isBlank(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static int firstBlank(String text, int from) {
        int at = from;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int firstNonBlank(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static String stripLeading(String text) {
        return text.substring(firstNonBlank(text, 0));
    }

    static String strip(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return stripLeading(text.substring(0, end));
    }
}
