package dev.varve.differential;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A command as a shell would take it apart: words between blanks, quoted ones between `'`.
final class Words {
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^'\\s])+");

    private Words() {}

    static List<String> of(String command) {
        return WORD.matcher(command)
                .results()
                .map(MatchResult::group)
                .map(word -> word.replace("'", ""))
                .toList();
    }
}
