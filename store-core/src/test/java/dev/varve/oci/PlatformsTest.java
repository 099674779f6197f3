package dev.varve.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.InvalidArgument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PlatformsTest {
    private static final Platform HOST = new Platform("linux", "amd64", "v3");

    @ParameterizedTest
    @CsvSource({
        "Linux/x86_64/, linux/amd64",
        "linux/x86-64/v1, linux/amd64",
        "linux/amd64/v2, linux/amd64/v2",
        "macOS/aarch64/, darwin/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm64/8, linux/arm64",
        "linux/arm64/v8.0, linux/arm64",
        "linux/arm64/9.0, linux/arm64/v9",
        "linux/i386/x, linux/386",
        "linux/armhf/, linux/arm/v7",
        "linux/armel/, linux/arm/v6",
        "linux/arm/, linux/arm/v7",
        "linux/arm/6, linux/arm/v6",
        "linux/s390x/, linux/s390x",
    })
    void spellingsAreNormalised(String given, String normal) {
        String[] parts = given.split("/", -1);
        assertThat(Platforms.normalise(new Platform(parts[0], parts[1], parts[2])))
                .hasToString(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "linux, linux/amd64",
        "arm64, linux/arm64",
        "aarch64, linux/arm64",
        "linux/arm64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "Linux/AMD64/V2, linux/amd64/v2",
        "macos, darwin/amd64",
        "windows(10.0.17763)/amd64, windows/amd64",
        "windows(10.0.17763+win32k)/amd64, windows/amd64",
        "plan10/vax, plan10/vax",
    })
    void userTextsAreParsed(String text, String platform) {
        assertThat(Platforms.parse(text, HOST)).hasToString(platform);
    }

    @Test
    void aPlatformOfAnyLevelHasNone() {
        assertThat(Platforms.anyLevel(Platforms.parse("linux/amd64/v4", HOST)))
                .hasToString("linux/amd64");
        assertThat(Platforms.anyLevel(Platforms.parse("linux/arm/v7", HOST)))
                .hasToString("linux/arm/v7");
    }

    @Test
    void badTextsAreRefusedInContainerdsWords() {
        assertRefused("x", "\"x\": unknown operating system or architecture: invalid argument");
        assertRefused("a/b/c/d", "\"a/b/c/d\": cannot parse platform specifier: invalid argument");
        assertRefused("linux/*", "\"linux/*\": wildcards not yet supported: invalid argument");
        assertRefused(
                "linux/a b",
                "\"a b\" is an invalid component of \"linux/a b\": platform specifier component"
                        + " must match \"^[A-Za-z0-9_.-]+$\": invalid argument");
        assertRefused(
                "",
                "\"\" is an invalid OS component of \"\": OSAndVersion specifier component must"
                        + " match \"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.%-]*)"
                        + "((?:\\\\+[A-Za-z0-9_.%-]+)*)\\\\))?$\": invalid argument");
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64/v3, linux/amd64/v3 linux/amd64/v2 linux/amd64 linux/386",
        "linux/amd64, linux/amd64 linux/386",
        "linux/arm, linux/arm/v7 linux/arm/v6 linux/arm/v5",
        "linux/arm64, linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5",
        "linux/arm64/v8.1, linux/arm64/v8.1 linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6"
                + " linux/arm/v5",
        "linux/riscv64, linux/riscv64",
    })
    void acceptedPlatformsAreOrdered(String wanted, String accepted) {
        assertThat(Platforms.accepted(Platforms.parse(wanted, HOST)))
                .extracting(Platform::toString)
                .containsExactly(accepted.split(" "));
    }

    @Test
    void arm64Version9FallsBackToVersion8() {
        assertThat(Platforms.accepted(new Platform("linux", "arm64", "v9.1")))
                .extracting(Platform::toString)
                .startsWith("linux/arm64/v9.1", "linux/arm64/v9", "linux/arm64/v8.6")
                .contains("linux/arm64")
                .endsWith("linux/arm/v5");
    }

    @Test
    void bestEntryIsSelected() {
        ImageIndex index =
                index("", "linux/386", "unknown/unknown", "linux/amd64", "linux/amd64/v2");

        assertThat(chosen(index, "linux/amd64/v3")).containsExactly(4, 3, 1, 0);
        assertThat(chosen(index, "linux/amd64")).containsExactly(3, 1, 0);
        assertThat(chosen(index, "linux/arm64")).containsExactly(0);
        assertThat(chosen(index("linux/amd64", "unknown/unknown"), "linux/arm64")).isEmpty();
        assertThat(Platforms.select(index("linux/arm64"), HOST)).isEmpty();
    }

    @Test
    void firstOfEqualEntriesIsSelected() {
        ImageIndex index = index("linux/arm64", "linux/arm64/v8", "linux/arm64");

        assertThat(chosen(index, "linux/arm64")).containsExactly(0, 1, 2);
    }

    @Test
    void configWithoutVariantMatchesItsFamily() {
        Platform armV6 = new Platform("linux", "arm", "v6");
        assertThat(Platforms.matches(armV6, new Platform("linux", "arm", ""))).isTrue();
        assertThat(Platforms.matches(armV6, new Platform("linux", "arm", "v7"))).isFalse();
        assertThat(Platforms.matches(armV6, new Platform("linux", "arm", "v5"))).isTrue();
        assertThat(Platforms.matches(HOST, new Platform("linux", "amd64", ""))).isTrue();
        assertThat(Platforms.matches(HOST, new Platform("windows", "amd64", ""))).isFalse();
    }

    @Test
    void missingPartsComeFromTheHost() {
        assertThat(Platforms.withDefaults(new Platform("", "", ""), HOST)).isEqualTo(HOST);
        assertThat(Platforms.withDefaults(new Platform("", "arm64", ""), HOST))
                .hasToString("linux/arm64");
        assertThat(Platforms.withDefaults(new Platform("", "amd64", ""), HOST))
                .hasToString("linux/amd64");
    }

    @Test
    void hostLevelComesFromTheFlagsOfTheProcessor() {
        String v2 = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
        String v3 = v2 + " avx avx2 bmi1 bmi2 f16c fma abm movbe xsave";
        String v4 = v3 + " avx512f avx512bw avx512cd avx512dq avx512vl";
        assertThat(host("amd64", "fpu")).isEqualTo("linux/amd64");
        assertThat(host("amd64", v2)).isEqualTo("linux/amd64/v2");
        assertThat(host("x86_64", v3)).isEqualTo("linux/amd64/v3");
        assertThat(host("amd64", v4)).isEqualTo("linux/amd64/v4");
        assertThat(host("amd64", v4.replace("avx2", ""))).isEqualTo("linux/amd64/v2");
        assertThat(Platforms.host("aarch64", "")).hasToString("linux/arm64");
        assertThat(Platforms.host("amd64", "")).hasToString("linux/amd64");
    }

    private static String host(String architecture, String flags) {
        return Platforms.host(architecture, "processor\t: 0\nflags\t\t: " + flags + "\nbugs: x\n")
                .toString();
    }

    private static List<Integer> chosen(ImageIndex index, String wanted) {
        return Platforms.candidates(index, Platforms.parse(wanted, HOST)).stream()
                .map(index.manifests()::indexOf)
                .toList();
    }

    private static ImageIndex index(String... platforms) {
        StringBuilder text = new StringBuilder("{\"manifests\":[");
        for (int i = 0; i < platforms.length; i++) {
            String[] p = (platforms[i] + "//").split("/", -1);
            text.append(i == 0 ? "" : ",")
                    .append(
                            """
                            {"digest":"sha256:%064d","size":1,"platform":
                             {"os":"%s","architecture":"%s","variant":"%s"}}\
                            """
                                    .formatted(i, p[0], p[1], p[2]));
        }
        return ImageIndex.parse(text + "]}", "");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> Platforms.parse(text, HOST))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(message);
    }
}
