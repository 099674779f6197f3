package dev.varve.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.Recorded;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.fixtures.random.Cases;
import dev.varve.fixtures.random.Dice;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The parser against [ReferenceOracle] on texts near the grammar, and both against what a real
/// dockerd made of the texts that `references.py` recorded.
class ReferenceOracleTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final List<String> PIECES =
            List.of(
                    "a",
                    "Z",
                    "0",
                    "9",
                    ".",
                    "-",
                    "_",
                    ":",
                    "/",
                    "@",
                    " ",
                    "\n",
                    "\0",
                    "__",
                    "--",
                    "..",
                    "//",
                    "[",
                    "]",
                    "é",
                    "İ",
                    "\ud83d",
                    "%2f",
                    "+",
                    "localhost/",
                    ":80/",
                    "docker.io/",
                    "index.docker.io/",
                    "library/",
                    ":latest",
                    "sha256:",
                    "@sha256:" + HEX,
                    "@sha512:" + HEX,
                    "@md5:" + HEX);

    @Test
    void textsNearTheGrammarMeanWhatTheGrammarSays() {
        Cases.forAll(
                        60_000,
                        dice -> {
                            String valid = valid(dice);
                            String text = dice.oneIn(4) ? valid : dice.damaged(valid, 3, PIECES);
                            assertAgrees(text);
                            dice.note(
                                    ReferenceOracle.of(text).refusal().isEmpty()
                                            ? "taken"
                                            : "refused");
                        })
                .requires(10_000, "taken", "refused");
    }

    @Test
    void validTextsAreTakenAndComeBackFromTheirShortAndLongForms() {
        Cases.forAll(
                20_000,
                dice -> {
                    String text = valid(dice);
                    Reference reference = ReferenceParser.parseNormalized(text);
                    assertThat(ReferenceParser.parseNormalized(reference.familiar()))
                            .as(text)
                            .isEqualTo(reference);
                    assertThat(ReferenceParser.parseNormalized(reference.toString()))
                            .as(text)
                            .isEqualTo(reference);
                    Reference stored = reference.asStored();
                    assertThat(stored.asStored()).isEqualTo(stored);
                    assertThat(stored.tag().isPresent()).isNotEqualTo(stored.digest().isPresent());
                    assertThat(reference.familiar())
                            .hasSizeLessThanOrEqualTo(reference.toString().length());
                });
    }

    @Test
    void pathsEndAt255CharactersAndTagsAt128() {
        Cases.forAll(
                2_000,
                dice -> {
                    String host = dice.of("", "localhost/", "a.b:5000/", "docker.io/");
                    int prefix = host.isEmpty() || host.startsWith("docker") ? 8 : 0;
                    int length = dice.between(200, 300);
                    String name = host + component(dice, length);
                    assertAgrees(name);
                    assertThat(ReferenceOracle.of(name).refusal().isEmpty())
                            .isEqualTo(length + prefix <= 255);
                    int tag = dice.between(120, 136);
                    assertAgrees("a:" + "t".repeat(tag));
                    assertThat(Grammar.isTag("t".repeat(tag))).isEqualTo(tag <= 128);
                });
    }

    @Test
    void digestsAreOfThreeAlgorithmsInLowerCaseAndOfTheRightLength() {
        Cases.forAll(
                        5_000,
                        dice -> {
                            String algorithm =
                                    dice.of(
                                            "sha256", "sha384", "sha512", "sha1", "md5", "SHA256",
                                            "a+b.c", "1x", "");
                            String hex =
                                    dice.text(
                                            dice.oneIn(5)
                                                    ? "0123456789abcdefABCDEFg"
                                                    : "0123456789abcdef",
                                            dice.of(0, 31, 32, 63, 64, 65, 96, 128, 129));
                            String digest = algorithm + ":" + hex;
                            assertAgrees("a@" + digest);
                            boolean taken = ReferenceOracle.of("a@" + digest).refusal().isEmpty();
                            dice.note(taken ? "taken" : "refused");
                            assertThat(isDigest(digest)).as(digest).isEqualTo(taken);
                        })
                .requires(100, "taken", "refused");
    }

    @Test
    void orderIsThatOfTheCanonicalBytes() {
        Cases.forAll(
                2_000,
                dice -> {
                    List<Reference> references = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        references.add(ReferenceParser.parseNormalized(valid(dice)));
                    }
                    Collections.sort(references);
                    assertThat(references.stream().map(Reference::toString).toList()).isSorted();
                });
    }

    /// Two differences are deliberate, see docs/api.md: a host with `_`, which docker takes for a
    /// path without a host, and short forms that would mean another image.
    @Test
    void dockerdAgreesButWhereItsOwnAnswerCouldNotBeUsed() {
        List<JsonNode> lines = Recorded.lines("references.jsonl");
        assertThat(lines).hasSizeGreaterThan(1_000);
        List<String> hosts = new ArrayList<>();
        List<String> shortForms = new ArrayList<>();
        for (JsonNode line : lines) {
            String text = line.get(0).asText();
            String docker = shown(line.get(2).asText());
            String ours = lookup(text);
            if (ours.equals("invalid reference format") && line.get(1).asInt() == 404) {
                hosts.add(text);
            } else if (ours.startsWith("No such image: docker.io/") && !ours.equals(docker)) {
                String shorter = ours.replaceFirst("docker\\.io/(library/(?=[^/]*$))?", "");
                assertThat(docker).as(text).isEqualTo(shorter);
                shortForms.add(text);
            } else {
                assertThat(ours).as(text).isEqualTo(docker);
            }
        }
        assertThat(hosts)
                .hasSizeBetween(2, 20)
                .contains("a_b.c/d")
                .allMatch(text -> text.substring(0, text.indexOf('/')).contains("_"));
        assertThat(shortForms).hasSizeBetween(2, 20).contains("docker.io/a.b/c");
    }

    private static String lookup(String text) {
        try {
            return "No such image: "
                    + switch (ReferenceParser.parseAny(text)) {
                        case ParsedName.ById(Digest id) -> id.toString();
                        case ParsedName.ByName(Reference name) -> name.withDefaultTag().familiar();
                    };
        } catch (InvalidArgument e) {
            return e.getMessage();
        }
    }

    private static void assertAgrees(String text) {
        ReferenceOracle expected = ReferenceOracle.of(text);
        Reference reference;
        try {
            reference = ReferenceParser.parseNormalized(text);
        } catch (InvalidArgument e) {
            assertThat(e).as("%s", text).hasMessage(shown(expected.refusal()));
            return;
        }
        assertThat(expected.refusal()).as("%s was taken as %s", text, reference).isEmpty();
        assertThat(reference.domain()).as(text).isEqualTo(expected.domain());
        assertThat(reference.path()).as(text).isEqualTo(expected.path());
        assertThat(reference.tag().orElse("")).as(text).isEqualTo(expected.tag());
        assertThat(reference.digest().map(Digest::toString).orElse(""))
                .as(text)
                .isEqualTo(expected.digest());
        assertThat(reference.toString()).as(text).isEqualTo(expected.canonical());
        assertThat(reference.familiar()).as(text).isEqualTo(expected.familiar());
    }

    /// Foreign text in a message of ours has nothing that moves a cursor.
    private static String shown(String message) {
        return message.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }

    private static boolean isDigest(String text) {
        try {
            return Digest.parse(text).toString().equals(text);
        } catch (InvalidArgument e) {
            return false;
        }
    }

    private static String valid(Dice dice) {
        StringBuilder text = new StringBuilder();
        if (dice.oneIn(2)) {
            text.append(
                            dice.of(
                                    "localhost",
                                    "docker.io",
                                    "index.docker.io",
                                    "127.0.0.1",
                                    "[::1]",
                                    "[fe80::A]",
                                    "A.b",
                                    "a-b.c--d.example",
                                    "Host"))
                    .append(dice.oneIn(2) ? ":" + dice.between(0, 70_000) : "")
                    .append('/');
        }
        for (int n = dice.between(1, 1 + dice.size() / 4); n > 0; n--) {
            String name = dice.oneIn(6) ? "library" : component(dice, dice.between(1, 6));
            // Before a slash, a dot would make it a host.
            text.append(text.isEmpty() && n > 1 ? name.replace('.', '-') : name);
            text.append(n > 1 ? "/" : "");
        }
        if (dice.oneIn(2)) {
            text.append(':')
                    .append(dice.text("aZ0_", 1))
                    .append(dice.text("aZ09_.-", dice.below(dice.size() * 2)));
        }
        if (dice.oneIn(3)) {
            text.append(dice.oneIn(4) ? "@sha512:" + HEX + HEX : "@sha256:" + dice.text(HEX, 64));
        }
        return text.toString();
    }

    /// Words and separators of that length in all.
    private static String component(Dice dice, int length) {
        StringBuilder text = new StringBuilder(dice.text("az09", 1));
        while (text.length() < length) {
            String separator = dice.of("", "", ".", "_", "__", "-", "---");
            boolean room = text.length() + separator.length() < length;
            text.append(room ? separator : "").append(dice.text("az09", 1));
        }
        return text.toString();
    }
}
