package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts lines together to instructions: comments and empty lines go, a line whose last character is
/// the escape character goes on in the next one, and directives (`# escape=`) at the top count.
///
/// @param escape the character that takes the meaning from the next one
record ChangeLines(char escape, List<Instruction> instructions) {
    private static final Pattern DIRECTIVE =
            Pattern.compile("#\\s*+([a-zA-Z][a-zA-Z0-9]*+)\\s*+=\\s*+(.*\\S)\\s*");
    private static final Set<String> DIRECTIVES = Set.of("escape", "syntax", "check");

    static ChangeLines read(List<String> changes) {
        List<String> lines = String.join("\n", changes).lines().toList();
        Set<String> seen = new HashSet<>();
        int start = 0;
        char escape = '\\';
        while (start < lines.size()) {
            Matcher directive = DIRECTIVE.matcher(Blanks.stripLeading(lines.get(start)));
            if (!directive.matches() || !DIRECTIVES.contains(lower(directive.group(1)))) {
                break;
            }
            String name = lower(directive.group(1));
            if (!seen.add(name)) {
                throw new InvalidArgument("only one " + name + " parser directive can be used");
            }
            escape = name.equals("escape") ? escape(directive.group(2)) : escape;
            start++;
        }
        List<Instruction> instructions = join(lines.subList(start, lines.size()), escape);
        if (instructions.isEmpty()) {
            throw new InvalidArgument("file with no instructions");
        }
        return new ChangeLines(escape, instructions);
    }

    private static List<Instruction> join(List<String> lines, char escape) {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        boolean goesOn = false;
        for (String line : lines) {
            String stripped = Blanks.stripLeading(line);
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            String content = goesOn ? line : stripped;
            int end = continuation(content, escape);
            goesOn = end >= 0;
            joined.append(content, 0, goesOn ? end : content.length());
            if (!goesOn) {
                addTo(instructions, joined);
            }
        }
        addTo(instructions, joined);
        return List.copyOf(instructions);
    }

    private static void addTo(List<Instruction> instructions, StringBuilder joined) {
        if (!joined.isEmpty()) {
            instructions.add(Instruction.parse(joined.toString()));
            joined.setLength(0);
        }
    }

    /// Where the escape character stands that ends a line which goes on, or -1. Two of them mean
    /// the character itself.
    private static int continuation(String line, char escape) {
        int at = line.length() - 1;
        while (at >= 0 && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at--;
        }
        boolean escapes = at >= 0 && line.charAt(at) == escape;
        return escapes && (at == 0 || line.charAt(at - 1) != escape) ? at : -1;
    }

    private static char escape(String value) {
        if (!value.equals("`") && !value.equals("\\")) {
            throw new InvalidArgument(
                    "invalid escape token '" + value + "' does not match ` or \\");
        }
        return value.charAt(0);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
