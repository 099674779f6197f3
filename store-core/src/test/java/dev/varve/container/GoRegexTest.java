package dev.varve.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.container.GoRegex.MalformedException;
import dev.varve.fixtures.random.Cases;
import dev.varve.fixtures.random.Dice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

class GoRegexTest {
    private static final List<String> PIECES =
            List.of(
                    "a", "b", "-", "_", ".", "^", "$", "|", "(", ")", "(?:", "*", "+", "?", "{2}",
                    "{1,2}", "{2,}", "{0}", "[ab]", "[^a]", "[a-b-]", "\\b", "\\B", "\\w", "\\D",
                    "\\A", "\\z", "(?i)", "(?i:B)", "\\.", "()");

    @ParameterizedTest
    @CsvSource({
        "^/?a(b|c)*$, /abcb, true",
        "^/?a(b|c)*$, /abcbd, false",
        "b, abc, true",
        "[0-9a-f]{3}, x12f, true",
        "[[:upper:]], abC, true",
        "[[:^lower:]]{3}, abC, false",
        "(?i)ABC, xabc, true",
        "(?i:A)B, aB, true",
        "(?i:A)B, ab, false",
        "a(?i)b|c, C, true",
        "\\x41\\x{42}, AB, true",
        "\\pL+1, é1, true",
        "\\p{Greek}, a, false",
        "\\Qa.b\\E*, a.bbb, true",
        "\\Qa.b\\E*, axb, false",
        "(?P<n>a)b, ab, true",
        "a{, a{, true",
        "'a{,2}', 'a{,2}', true",
        "x*, '', true",
        "[]a], ], true",
        "[^]a], ], false",
        "a|, zzz, true",
        "(?s).{3}, abc, true",
    })
    void readsAsGoDoes(String pattern, String text, boolean fits) throws MalformedException {
        assertThat(GoRegex.compile(pattern).isIn(text)).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "[",
                "{2}",
                "[]",
                "[b-a]",
                "*",
                "a**",
                "a*+",
                "(?=a)",
                "(?<!a)",
                "\\1",
                "\\",
                "a{2,1}",
                "a{1001}",
                "\\y",
                "[[:nope:]]",
                "\\p{Nope}",
                "(?P<n",
                "\\x{110000}"
            })
    void whatGoDoesNotKnowIsMalformed(String pattern) {
        assertThatThrownBy(() -> GoRegex.compile(pattern)).isInstanceOf(MalformedException.class);
    }

    /// Each of these keeps a matcher that goes back busy for longer than a life.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(x+x+)+y",
                "(((x*)*)*)*y",
                "(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)y",
                "((((){1000}){1000}){1000}){1000}y",
                "(x?){400}y",
                "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)y",
            })
    @Timeout(20)
    void noPatternTakesLong(String pattern) throws MalformedException {
        assertThat(GoRegex.compile(pattern).isIn("x".repeat(2_000))).isFalse();
    }

    @Test
    void agreesWithJavaWhereBothReadTheSame() {
        Cases.forAll(20_000, GoRegexTest::check).requires(500, "fits", "does not fit");
    }

    private static void check(Dice dice) {
        StringBuilder pattern = new StringBuilder();
        for (int i = dice.between(1, 1 + dice.size() / 2); i > 0; i--) {
            pattern.append(dice.pick(PIECES));
        }
        String text = dice.text("abB-_", dice.below(7));
        GoRegex ours;
        Pattern java;
        try {
            ours = GoRegex.compile(pattern.toString());
            java = Pattern.compile(pattern.toString());
        } catch (MalformedException | PatternSyntaxException e) {
            dice.note("malformed");
            return;
        }
        boolean expected = java.matcher(text).find();
        assertThat(ours.isIn(text)).as("%s in %s", pattern, text).isEqualTo(expected);
        dice.note(expected ? "fits" : "does not fit");
    }
}
