package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.MemoryView;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ImageLookupTest {
    private final StoredImage a1 = SampleImage.withHex("a1b2").refs("busybox", "x@d").build();
    private final StoredImage a3 = SampleImage.withHex("a3").refs("a1b2:latest").build();
    private final StoredImage b = SampleImage.withHex("b").build();
    private final ImageLookup lookup =
            new ImageLookup(new MemoryView(List.of(a1, a3, b), Map.of()));

    @Test
    void findsByIdNameAndStartOfId() {
        assertThat(lookup.find(a1.id().hex())).isEqualTo(a1.id());
        assertThat(lookup.find(a1.id().toString())).isEqualTo(a1.id());
        assertThat(lookup.find("busybox")).isEqualTo(a1.id());
        assertThat(lookup.find("busybox:latest")).isEqualTo(a1.id());
        assertThat(lookup.find("docker.io/library/busybox")).isEqualTo(a1.id());
        assertThat(lookup.find("x@" + SampleImage.digest("d"))).isEqualTo(a1.id());
        assertThat(lookup.find("x:ignored@" + SampleImage.digest("d"))).isEqualTo(a1.id());
        assertThat(lookup.find("b")).isEqualTo(b.id());
        assertThat(lookup.find("b00")).isEqualTo(b.id());
        assertThat(lookup.find("sha256:b")).isEqualTo(b.id());
        assertThat(lookup.find("sha256:a1")).isEqualTo(a1.id());
    }

    @Test
    void nameWinsOverStartOfId() {
        assertThat(lookup.find("a1b2")).isEqualTo(a3.id());
        assertThat(lookup.find("sha256:a1b2")).isEqualTo(a1.id());
    }

    @Test
    void whatIsNotFoundIsNamedInFull() {
        assertNoSuchImage("nope", "nope:latest");
        assertNoSuchImage("a", "a:latest");
        assertNoSuchImage("busybox:2", "busybox:2");
        assertNoSuchImage("docker.io/foo/bar", "foo/bar:latest");
        assertNoSuchImage("b:00", "b:00");
        assertNoSuchImage("sha256", "sha256:latest");
        assertNoSuchImage("c".repeat(64), "sha256:" + "c".repeat(64));
        assertNoSuchImage("sha256:" + "c".repeat(64), "sha256:" + "c".repeat(64));
        assertNoSuchImage(
                "busybox@" + SampleImage.digest("d"), "busybox@" + SampleImage.digest("d"));
    }

    @Test
    void whatIsNoNameIsRefused() {
        assertThatThrownBy(() -> lookup.find("ABC"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(
                        "invalid reference format: repository name (library/ABC) must be"
                                + " lowercase");
        assertThatThrownBy(() -> lookup.find("")).hasMessage("invalid reference format");
        assertThatThrownBy(() -> lookup.find("sha256:")).hasMessage("invalid reference format");
    }

    @Test
    void startsOfAnIdAreRecognised() {
        Digest id = a1.id();
        for (String yes : List.of("a", "a1b2", id.hex(), "sha256:a1", id.toString(), "sha", "s")) {
            assertThat(ImageLookup.isIdPrefix(yes, id)).as(yes).isTrue();
        }
        for (String no : List.of("b", "a2", "sha256:b", "busybox")) {
            assertThat(ImageLookup.isIdPrefix(no, id)).as(no).isFalse();
        }
    }

    private void assertNoSuchImage(String text, String named) {
        assertThatThrownBy(() -> lookup.find(text))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: " + named);
    }
}
