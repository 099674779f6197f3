package dev.varve.cli.json;

/// Takes the white space out of JSON as Go's `json.Compact` does. Strings and numbers keep their
/// spelling. The text must be valid JSON.
public final class JsonCompact {
    private JsonCompact() {}

    public static String of(String json) {
        StringBuilder out = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString || " \t\r\n".indexOf(c) < 0) {
                out.append(c);
            }
            if (inString && c == '\\' && i + 1 < json.length()) {
                out.append(json.charAt(++i));
            } else if (c == '"') {
                inString = !inString;
            }
        }
        return out.toString();
    }
}
