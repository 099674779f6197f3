package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.CommandParser.Parsed;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Verb;
import dev.varve.fixtures.random.Cases;
import dev.varve.fixtures.random.Dice;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Words that are read without picocli mean what they mean to picocli.
class PlainWordsTest {
    private static final List<String> WORDS =
            List.of(
                    "busybox",
                    "a:1",
                    "",
                    "-",
                    "--",
                    "@file",
                    "x=y",
                    "\"quoted\"",
                    "'q'",
                    "a b",
                    "true",
                    "--unknown",
                    "-z",
                    "--help",
                    "-h",
                    "-1",
                    "${x}",
                    "${sys:user.home}",
                    "\\",
                    "é");

    @Test
    void whatIsReadWithoutPicocliReadsAsPicocliReadsIt() {
        List<Verb> verbs = verbs();
        int[] plain = {0};
        Cases.forAll(
                4000,
                dice -> {
                    Verb verb = verbs.get(dice.below(verbs.size()));
                    List<String> words = words(verb.options(), dice);
                    Optional<Parsed> read = PlainWords.parse(verb.options(), words);
                    if (read.isPresent() && !verb.optionsEndAtOperand()) {
                        plain[0]++;
                        assertThat(read.get())
                                .as("%s %s", verb.synopsis().name(), words)
                                .isEqualTo(
                                        new CommandParser("varve", verb)
                                                .byPicocli(verb.options(), words));
                    }
                });
        // Otherwise nothing was compared.
        assertThat(plain[0]).isGreaterThan(400);
    }

    @Test
    void theWordsOfEverydayAreReadWithoutPicocli() {
        List<Option> options = Verbs.of(Group.IMAGE, "ls").orElseThrow().options();
        for (List<String> words :
                List.of(
                        List.<String>of(),
                        List.of("-q"),
                        List.of("--all", "--no-trunc", "busybox"),
                        List.of("--format", "{{.ID}}", "-f", "dangling=true"),
                        List.of("--format=json"))) {
            assertThat(PlainWords.parse(options, words)).as("%s", words).isPresent();
        }
    }

    private static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>();
        for (Group group : Group.values()) {
            for (String name : Verbs.names(group)) {
                verbs.add(Verbs.of(group, name).orElseThrow());
            }
        }
        for (String name : Verbs.programNames()) {
            verbs.add(Verbs.ofProgram(name).orElseThrow());
        }
        return verbs;
    }

    private static List<String> words(List<Option> options, Dice dice) {
        List<String> words = new ArrayList<>();
        int count = dice.below(5);
        for (int i = 0; i < count; i++) {
            String value = WORDS.get(dice.below(dice.below(3) == 0 ? WORDS.size() : 2));
            if (options.isEmpty() || dice.below(2) == 0) {
                words.add(value);
                continue;
            }
            List<String> names = options.get(dice.below(options.size())).names();
            String name = names.get(dice.below(names.size()));
            switch (dice.below(5)) {
                case 0 -> words.add(name + "=" + value);
                case 1 -> words.add(name + value);
                case 2 -> words.add(name.substring(0, Math.max(1, name.length() - 1)));
                default -> {
                    words.add(name);
                    if (dice.below(2) == 0) {
                        words.add(value);
                    }
                }
            }
        }
        return words;
    }
}
