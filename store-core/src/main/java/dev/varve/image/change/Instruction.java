package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One instruction, cut into its parts.
///
/// @param name as written
/// @param flags what stands before the arguments and starts with `--`
/// @param arguments the rest of the line
/// @param text the whole line
record Instruction(String name, List<String> flags, String arguments, String text) {
    static Instruction parse(String line) {
        String stripped = Blanks.strip(line);
        int end = Blanks.firstBlank(stripped, 0);
        String name = stripped.substring(0, end);
        List<String> flags = new ArrayList<>();
        String arguments = takeFlags(stripped.substring(end), flags);
        return new Instruction(name, List.copyOf(flags), Blanks.strip(arguments), line);
    }

    /// The flags by name; only those in `known` may occur, each once and with a value.
    Map<String, String> flags(Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            String flagName = equals < 0 ? flag : flag.substring(0, equals);
            if (!known.contains(flagName)) {
                throw new InvalidArgument("unknown flag: " + flagName);
            }
            if (values.containsKey(flagName)) {
                throw new InvalidArgument("duplicate flag specified: " + flagName);
            }
            if (equals < 0) {
                throw new InvalidArgument("missing a value on flag: " + flagName);
            }
            values.put(flagName, flag.substring(equals + 1));
        }
        return values;
    }

    /// @return what follows the flags
    private static String takeFlags(String rest, List<String> flags) {
        int at = Blanks.firstNonBlank(rest, 0);
        while (rest.startsWith("--", at)) {
            StringBuilder word = new StringBuilder();
            at = takeWord(rest, at, word);
            if (word.toString().equals("--")) {
                break;
            }
            flags.add(word.toString());
            at = Blanks.firstNonBlank(rest, at);
        }
        return rest.substring(at);
    }

    /// @return where the word, whose quotes are taken off, ends
    private static int takeWord(String text, int start, StringBuilder word) {
        char quote = 0;
        int at = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote == 0 && Blanks.isBlank(c)) {
                break;
            }
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                if (c == '\\' && ++at == text.length()) {
                    break;
                }
                word.append(text.charAt(at));
            }
            at++;
        }
        return Math.min(at, text.length());
    }
}
