package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.varve.error.StoreException.InvalidArgument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;

class GoPathMatchTest {
    @ParameterizedTest
    @CsvSource(
            emptyValue = "",
            value = {
                "'', '', true",
                "'', a, false",
                "abc, abc, true",
                "abc, abcd, false",
                "*, '', true",
                "*, abc, true",
                "*, foo/bar, false",
                "*/bar, foo/bar, true",
                "*/*, a/b/c, false",
                "**, a/b, false",
                "a*, a, true",
                "a*b*c, aXbYc, true",
                "a*b*c, aXbYcd, false",
                "*c, abcabc, true",
                "a*/b, a/c/b, false",
                "a*b?c*x, abxbbxdbxebxczzx, true",
                "a*b?c*x, abxbbxdbxebxczzy, false",
                "?, /, false",
                "a?c, abc, true",
                "a?c, a/c, false",
                "ab[c], abc, true",
                "ab[b-d], abc, true",
                "ab[e-g], abc, false",
                "ab[^c], abc, false",
                "ab[^e-g], abc, true",
                "a[^b]c, a/c, true",
                "[a-d-f], e, bad",
                "[d-a], b, false",
                "[\\-x], -, true",
                "[x\\-], x, true",
                "[\\]a], ], true",
                "[*], *, true",
                "[*]*, *z, true",
                "[[], [, true",
                "a\\*b, a*b, true",
                "a\\*b, axb, false",
                "\\\\, \\, true",
                "], ], true",
                "a], a], true",
                "busybox:*, busybox:1.36, true",
                "*box*, busybox:latest, true",
                "'*[^a]*x', b/x, false",
                "héllo?, hélloö, true",
            })
    void matchesAsGoDoes(String pattern, String name, String expected) {
        if (expected.equals("bad")) {
            assertThatThrownBy(() -> GoPathMatch.compile(pattern))
                    .isInstanceOf(InvalidArgument.class);
        } else {
            assertThat(GoPathMatch.compile(pattern).matches(name))
                    .isEqualTo(Boolean.parseBoolean(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[", "[a", "[]", "[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[^", "[^]", "[^bc",
                "a[", "\\", "a\\", "[\\", "[a\\", "*[", "a*[", "zzz*\\", "[a-\\", "[a-]"
            })
    void malformedPatternsAreRefusedEvenWhereTheNameDiffers(String pattern) {
        assertThatThrownBy(() -> GoPathMatch.compile(pattern))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("syntax error in pattern");
    }

    @Test
    void agreesWithABacktrackingMatcher() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder glob = new StringBuilder();
            StringBuilder regex = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                appendItem(glob, regex, random);
            }
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                name.append("abc/".charAt(random.nextInt(4)));
            }
            boolean expected = Pattern.matches(regex.toString(), name);
            assertThat(GoPathMatch.compile(glob.toString()).matches(name.toString()))
                    .as("seed %d, pattern %s, name %s", seed, glob, name)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).as("seed %d", seed).isGreaterThan(1000);
    }

    private static void appendItem(StringBuilder glob, StringBuilder regex, Random random) {
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                glob.append('*');
                regex.append("[^/]*");
            }
            case 2 -> {
                glob.append('?');
                regex.append("[^/]");
            }
            case 3 -> {
                glob.append("[b-c]");
                regex.append("[bc]");
            }
            case 4 -> {
                glob.append("[^/a]");
                regex.append("[^/a]");
            }
            default -> {
                char c = "abc/".charAt(random.nextInt(4));
                glob.append(random.nextBoolean() ? "\\" : "").append(c);
                regex.append(c);
            }
        }
    }

    @Test
    void hostilePatternsEndSoon() {
        String pattern = "*a".repeat(20_000) + "b";
        GoPathMatch match = GoPathMatch.compile(pattern);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> match.matches("a".repeat(20_000)));
        assertThat(GoPathMatch.compile("*?".repeat(100) + "b").matches("a".repeat(400))).isFalse();
    }
}
