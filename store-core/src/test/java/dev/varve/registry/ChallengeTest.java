package dev.varve.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;

class ChallengeTest {
    @Test
    void readsBearerWithQuotedAndBareParameters() {
        assertThat(parse("Bearer realm=\"https://a/token\",service=reg , Scope=\"a:b:pull,push\""))
                .containsExactly(
                        challenge(
                                "bearer",
                                Map.of(
                                        "realm", "https://a/token",
                                        "service", "reg",
                                        "scope", "a:b:pull,push")));
    }

    @Test
    void readsSeveralChallengesOfOneHeader() {
        assertThat(parse("Negotiate, Basic realm=\"x\", BEARER realm=\"y\""))
                .containsExactly(
                        challenge("negotiate", Map.of()),
                        challenge("basic", Map.of("realm", "x")),
                        challenge("bearer", Map.of("realm", "y")));
    }

    @Test
    void unescapesQuotedPairs() {
        assertThat(parse("Basic realm=\"a \\\"b\\\" \\\\c\""))
                .containsExactly(challenge("basic", Map.of("realm", "a \"b\" \\c")));
    }

    @Test
    void survivesAnything() {
        for (String odd :
                List.of("", ",", "=", "\"", "Basic realm=\"open", "Basic =x", "Basic a==b", "\\")) {
            assertThat(parse(odd)).as(odd).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void survivesRandomText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab=\",\\ \tBasic";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(parse(text.toString())).as("seed %d: %s", seed, text).isNotNull();
        }
    }

    private static List<Challenge> parse(String header) {
        return Challenge.parse(List.of(header));
    }

    private static Challenge challenge(String scheme, Map<String, String> parameters) {
        return new Challenge(scheme, parameters);
    }
}
