package dev.varve.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.Random;

class ReferenceParserTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final Digest DIGEST = new Digest("sha256", HEX);

    @ParameterizedTest
    @CsvSource({
        "ubuntu, docker.io/library/ubuntu, ubuntu",
        "index.docker.io/foo, docker.io/library/foo, foo",
        "docker.io/library/a/b, docker.io/library/a/b, library/a/b",
        "library/a, docker.io/library/a, a",
        "foo/bar:1, docker.io/foo/bar:1, foo/bar:1",
        "localhost/foo, localhost/foo, localhost/foo",
        "localhost:5000/foo, localhost:5000/foo, localhost:5000/foo",
        "localhost:5000, docker.io/library/localhost:5000, localhost:5000",
        "example.com, docker.io/library/example.com, example.com",
        "[::1]:5000/foo, [::1]:5000/foo, [::1]:5000/foo",
        "[fe80::1]/foo, [fe80::1]/foo, [fe80::1]/foo",
        "127.0.0.1/a__b--c.d_e:T.a-G_, 127.0.0.1/a__b--c.d_e:T.a-G_, 127.0.0.1/a__b--c.d_e:T.a-G_",
        "registry-1.docker.io/x, registry-1.docker.io/x, registry-1.docker.io/x",
        "Foo/bar, Foo/bar, Foo/bar",
        "a-b.Example.COM:0/x/y/z:v, a-b.Example.COM:0/x/y/z:v, a-b.Example.COM:0/x/y/z:v",
        "docker.io/a.b/c, docker.io/a.b/c, docker.io/a.b/c",
        "docker.io/localhost/c, docker.io/localhost/c, docker.io/localhost/c",
    })
    void namesAreNormalisedAndShownShort(String text, String canonical, String familiar) {
        Reference reference = ReferenceParser.parseNormalized(text);

        assertThat(reference).hasToString(canonical);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ReferenceParser.parseNormalized(familiar)).isEqualTo(reference);
    }

    @Test
    void tagAndDigestMayStandTogether() {
        Reference both = ReferenceParser.parseNormalized("x:t@" + DIGEST);

        assertThat(both.tag()).contains("t");
        assertThat(both.digest()).contains(DIGEST);
        assertThat(both.familiar()).isEqualTo("x:t@" + DIGEST);
        assertThat(both.asStored()).hasToString("docker.io/library/x@" + DIGEST);
        assertThat(both.nameOnly().asStored()).hasToString("docker.io/library/x:latest");
        assertThat(both.withDefaultTag()).isEqualTo(both);
        assertThat(both.nameOnly().withDigest(DIGEST).withDefaultTag().tag()).isEmpty();
        assertThat(both.withTag("u").digest()).contains(DIGEST);
    }

    @Test
    void nameThatLooksLikeAnIdKeepsItsLongForm() {
        Reference odd = ReferenceParser.parseNormalized("docker.io/library/" + HEX);

        assertThat(odd.familiarName()).isEqualTo("docker.io/library/" + HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "-a",
                "a-",
                ".a",
                "a..b",
                "a___b",
                "a._b",
                "a//b",
                "/a",
                "a/",
                "a:",
                "a:-t",
                "a:.t",
                "a@",
                "a@sha256",
                "a@sha256:abc",
                "a:b:c",
                "a:1/b:2:3",
                "a:x/b",
                "a.b:/c",
                "[::1/a",
                "[]/a",
                "[::g]/a",
                "-x.y/a",
                "x-.y/a",
                "x..y/a",
                "ä",
                "a\n",
                "a_b.c/x",
                "a@@b",
                "a:t@b@c",
                "../a",
                "a/../b",
                "http://a/b",
                "a:é"
            })
    void otherTextsAreNoReferences(String text) {
        assertThatThrownBy(() -> ReferenceParser.parseNormalized(text))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("invalid reference format");
    }

    @ParameterizedTest
    @CsvSource({
        "Foo, library/Foo",
        "foo/Bar:t, foo/Bar",
        "a.b/Foo, Foo",
        "ABC, library/ABC",
    })
    void upperCaseInThePathIsNamed(String text, String remote) {
        assertThatThrownBy(() -> ReferenceParser.parseNormalized(text))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(
                        "invalid reference format: repository name ("
                                + remote
                                + ") must be lowercase");
    }

    @Test
    void upperCaseAlgorithmReadsAsPartOfTheName() {
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("repo@SHA256:" + HEX))
                .hasMessage(
                        "invalid reference format: repository name (library/repo@SHA256) must be"
                                + " lowercase");
    }

    @Test
    void upperCaseHostThatFitsNoHostIsReportedAsAName() {
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("FOO_X/bar"))
                .hasMessage("repository name must be lowercase");
    }

    @Test
    void sixtyFourHexDigitsAreNoName() {
        assertThatThrownBy(() -> ReferenceParser.parseNormalized(HEX))
                .hasMessage(
                        "invalid repository name ("
                                + HEX
                                + "), cannot specify 64-byte hexadecimal strings");
        assertThat(ReferenceParser.parseAny(HEX)).isEqualTo(new ParsedName.ById(DIGEST));
        assertThat(ReferenceParser.parseAny("sha256:" + HEX))
                .isEqualTo(new ParsedName.ById(DIGEST));
        assertThat(ReferenceParser.parseAny("sha256:abc"))
                .isEqualTo(
                        new ParsedName.ByName(
                                new Reference(
                                        "docker.io",
                                        "library/sha256",
                                        Optional.of("abc"),
                                        Optional.empty())));
    }

    @Test
    void digestsAreCheckedByTheirAlgorithm() {
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("a@md5:" + HEX))
                .hasMessage("unsupported digest algorithm");
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("a@sha256:" + HEX + "0"))
                .hasMessage("invalid checksum digest length");
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("a@sha256:" + "A".repeat(64)))
                .hasMessage("invalid checksum digest format");
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("a:t@SHA256:" + HEX))
                .hasMessage("invalid checksum digest format");
    }

    @Test
    void onlyThePathIsLimited() {
        String longest = "a".repeat(255);
        assertThat(ReferenceParser.parseNormalized("b.c/" + longest).path()).isEqualTo(longest);
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("b.c/" + longest + "a"))
                .hasMessage("repository name must not be more than 255 characters");
        assertThat(ReferenceParser.parseNormalized("a:" + "t".repeat(128)).tag()).isPresent();
        assertThatThrownBy(() -> ReferenceParser.parseNormalized("a:" + "t".repeat(129)))
                .hasMessage("invalid reference format");
    }

    @Test
    void hugeTextsAreRefusedInOnePass() {
        for (String piece : List.of("a-", "a/", "a.", "-", "_", "[", ":", "@", "a_", "A")) {
            assertThatThrownBy(() -> ReferenceParser.parseNormalized(piece.repeat(2_000_000)))
                    .isInstanceOf(InvalidArgument.class);
        }
    }

    @Test
    void formJoinsRepositoryAndTag() {
        assertThat(ReferenceParser.parseForm("", "x")).isEmpty();
        assertThat(ReferenceParser.parseForm("a:1", "2").map(Reference::familiar)).contains("a:2");
        assertThat(ReferenceParser.parseForm("a:1", "").map(Reference::familiar)).contains("a:1");
        assertThat(ReferenceParser.parseForm("a", "").map(Reference::familiar))
                .contains("a:latest");
        assertThatThrownBy(() -> ReferenceParser.parseForm("a", "-"))
                .hasMessage("invalid tag format");
        assertThatThrownBy(() -> ReferenceParser.parseForm("a@" + DIGEST, ""))
                .hasMessage("cannot import digest reference");
    }

    @Test
    void pullTakesADigestForATag() {
        assertThat(ReferenceParser.parsePull("a:", "").isNameOnly()).isTrue();
        assertThat(ReferenceParser.parsePull("a", "1").familiar()).isEqualTo("a:1");
        assertThat(ReferenceParser.parsePull("a:1", DIGEST.toString()).familiar())
                .isEqualTo("a@" + DIGEST);
        assertThatThrownBy(() -> ReferenceParser.parsePull("scratch", "latest"))
                .isInstanceOf(Denied.class)
                .hasMessage("'scratch' is a reserved name");
    }

    @Test
    void someNamesCannotBeTagged() {
        assertThatThrownBy(() ->
                        ReferenceParser.requireTaggable(
                                ReferenceParser.parseNormalized("sha256:abc")))
                .hasMessage("refusing to create an ambiguous tag using digest algorithm as name");
        assertThatThrownBy(() ->
                        ReferenceParser.requireTaggable(
                                ReferenceParser.parseNormalized("a@" + DIGEST)))
                .hasMessage("refusing to create a tag with a digest reference");
        ReferenceParser.requireTaggable(ReferenceParser.parseNormalized("sha512:abc"));
    }

    @Test
    void whateverParsesReadsBackFromEitherForm() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "aab01/.-_:@AB[]";
        int parsed = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(1, 12); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (random.nextInt(8) == 0) {
                text.append('@').append(DIGEST);
            }
            Optional<Reference> reference = tryParse(text.toString());
            if (reference.isEmpty()) {
                continue;
            }
            parsed++;
            Reference x = reference.get();
            assertThat(ReferenceParser.parseNormalized(x.familiar()))
                    .as("seed %d, text %s", seed, text)
                    .isEqualTo(x);
            assertThat(ReferenceParser.parseNormalized(x.toString()))
                    .as("seed %d, text %s", seed, text)
                    .isEqualTo(x);
        }
        assertThat(parsed).as("seed %d", seed).isGreaterThan(500);
    }

    private static Optional<Reference> tryParse(String text) {
        try {
            return Optional.of(ReferenceParser.parseNormalized(text));
        } catch (InvalidArgument e) {
            return Optional.empty();
        }
    }
}
