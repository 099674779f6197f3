package dev.varve.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException;
import dev.varve.fixtures.fuzz.Fuzzing;
import dev.varve.fixtures.fuzz.Fuzzing.Answer;
import dev.varve.fixtures.fuzz.Inputs;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// Any text at all is a reference that reads the same again, or is refused.
class ReferenceFuzzTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final List<String> SAMPLES =
            List.of(
                    "busybox",
                    "docker.io/library/busybox:1.36",
                    "localhost:5000/a/b__c/d-e.f:T_1@sha256:" + HEX,
                    "[fd00:1:2::3]:80/a",
                    "sha256:" + HEX,
                    HEX);
    private static final List<String> PIECES =
            List.of(
                    "a",
                    "Z",
                    "0",
                    ".",
                    "-",
                    "_",
                    "__",
                    "--",
                    ":",
                    "/",
                    "//",
                    "@",
                    " ",
                    "\n",
                    "\0",
                    "[",
                    "]",
                    "é",
                    "İ",
                    "%2f",
                    "+",
                    "localhost/",
                    ":80/",
                    "docker.io/",
                    "index.docker.io/",
                    "library/",
                    "scratch",
                    "sha256",
                    ":latest",
                    "@sha256:" + HEX,
                    "@sha512:" + HEX + HEX,
                    "@md5:" + HEX);

    @Test
    void anyTextIsAReferenceThatReadsTheSameAgainOrIsRefused() {
        Inputs inputs = Inputs.ofTexts(SAMPLES, PIECES);
        Fuzzing.run("references", inputs, bytes -> read(new String(bytes, StandardCharsets.UTF_8)))
                .requireBoth();
    }

    private static Answer read(String text) {
        int half = text.length() / 2;
        Answer whole = parsed(() -> ReferenceParser.parseNormalized(text));
        parsed(() -> ReferenceParser.parsePull(text, ""));
        parsed(() -> ReferenceParser.parsePull(text.substring(0, half), text.substring(half)));
        parsed(() ->
                ReferenceParser.parseForm(text.substring(0, half), text.substring(half))
                        .orElseGet(() -> ReferenceParser.parseNormalized("empty")));
        parsed(() ->
                ReferenceParser.parseAny(text) instanceof ParsedName.ByName name
                        ? name.reference()
                        : ReferenceParser.parseNormalized("id"));
        return whole;
    }

    private static Answer parsed(Supplier<Reference> parser) {
        Reference reference;
        try {
            reference = parser.get();
        } catch (StoreException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Answer.refused(e.getMessage());
        }
        assertThat(ReferenceParser.parseNormalized(reference.toString())).isEqualTo(reference);
        assertThat(ReferenceParser.parseNormalized(reference.familiar())).isEqualTo(reference);
        assertThat(reference.path().split("/")).doesNotContain("", ".", "..");
        return Answer.TAKEN;
    }
}
