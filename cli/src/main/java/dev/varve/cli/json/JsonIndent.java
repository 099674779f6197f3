package dev.varve.cli.json;

/// Re-indents JSON by four spaces as Go's `json.Indent` does. Keys keep their order, numbers and
/// strings their spelling. The text must be valid JSON.
public final class JsonIndent {
    private static final String STEP = "    ";

    private final String json;
    private final StringBuilder out;
    private int at;
    private int depth;

    private JsonIndent(String json) {
        this.json = json;
        this.out = new StringBuilder(json.length() * 2);
    }

    public static String of(String json) {
        JsonIndent indent = new JsonIndent(json);
        indent.run();
        return indent.out.toString();
    }

    private void run() {
        while (at < json.length()) {
            char c = json.charAt(at++);
            switch (c) {
                case ' ', '\t', '\r', '\n' -> {}
                case '"' -> string();
                case '{', '[' -> open(c);
                case '}', ']' -> {
                    depth--;
                    newLine();
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    newLine();
                }
                case ':' -> out.append(": ");
                default -> out.append(c);
            }
        }
    }

    private void open(char c) {
        out.append(c);
        int next = at;
        while (next < json.length() && " \t\r\n".indexOf(json.charAt(next)) >= 0) {
            next++;
        }
        if (next < json.length() && (json.charAt(next) == '}' || json.charAt(next) == ']')) {
            out.append(json.charAt(next));
            at = next + 1;
            return;
        }
        depth++;
        newLine();
    }

    private void string() {
        int start = at - 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(json.length(), at + 1);
        out.append(json, start, at);
    }

    private void newLine() {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append(STEP);
        }
    }
}
