package dev.varve.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.SampleImage;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class NamesLeftTest {
    private static NamesLeft of(String... names) {
        return new NamesLeft(references(names));
    }

    private static List<Reference> references(String... names) {
        return Arrays.stream(names).map(SampleImage::reference).toList();
    }

    private static NamesLeft without(NamesLeft names, String... gone) {
        references(gone).forEach(names::remove);
        return names;
    }

    @Test
    void oneTagWithDigestsOfItsRepositoryIsSingle() {
        assertThat(of("app:1").isSingle()).isTrue();
        assertThat(of("app@d").isSingle()).isTrue();
        assertThat(of("app:1", "app@d", "app@e").isSingle()).isTrue();
        assertThat(of("app@d", "app@e").isSingle()).isTrue();
        assertThat(of("app:1", "other@d").isSingle()).isFalse();
        assertThat(of("app:1", "app:2").isSingle()).isFalse();
        assertThat(of().isSingle()).isFalse();
    }

    @Test
    void whatIsRemovedDoesNotCount() {
        NamesLeft names = of("app:1", "app:2", "other:1", "app@d");
        assertThat(without(names, "other:1", "app:2").isSingle()).isTrue();
        assertThat(names.all()).isEqualTo(references("app:1", "app@d"));
        assertThat(names.contains(SampleImage.reference("app:2"))).isFalse();
        assertThat(without(names, "app:1", "app@d").isEmpty()).isTrue();
        assertThat(names.isSingle()).isFalse();
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        NamesLeft names = of("app:1");
        without(names, "app:2", "other:1", "other:1");
        assertThat(names.isSingle()).isTrue();
        assertThat(without(names, "app:1", "app:1").all()).isEmpty();
    }

    @Test
    void digestsOfARepositoryAreWithoutTagWhenItsLastTagHasGone() {
        NamesLeft names = of("app:1", "app@d", "app@e", "other:1", "other@d");
        assertThat(names.digestsWithoutTag("docker.io/library/app")).isEmpty();
        without(names, "app:1");
        assertThat(names.digestsWithoutTag("docker.io/library/app"))
                .isEqualTo(references("app@d", "app@e"));
        assertThat(names.digestsWithoutTag("docker.io/library/other")).isEmpty();
        assertThat(names.digestsWithoutTag("docker.io/library/none")).isEmpty();
    }
}
