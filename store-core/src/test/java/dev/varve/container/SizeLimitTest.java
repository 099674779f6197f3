package dev.varve.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.InvalidArgument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class SizeLimitTest {
    @ParameterizedTest
    @CsvSource({
        "10G, 10737418240",
        "10g, 10737418240",
        "1.5 MiB, 1572864",
        "512, 512",
        "512b, 512",
        "1kb, 1024",
        "2T, 2199023255552",
        "1P, 1125899906842624"
    })
    void sizesAreReadAsDockerReadsThem(String text, long bytes) {
        assertThat(SizeLimit.of(Map.of("size", text), "btrfs", true)).hasValue(bytes);
    }

    @Test
    void zeroAndNothingAreNoLimit() {
        assertThat(SizeLimit.of(Map.of("size", "0"), "btrfs", true)).isEmpty();
        assertThat(SizeLimit.of(Map.of(), "btrfs", true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1X", "1 2", "99999999P", "1e3"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> SizeLimit.of(Map.of("size", text), "btrfs", true))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("invalid size: '" + text + "'");
    }

    @Test
    void otherOptionsAreRefusedByName() {
        assertThatThrownBy(() -> SizeLimit.of(Map.of("inodes", "1"), "btrfs", true))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("Unknown option \"inodes\"");
    }

    @Test
    void aDriverThatCannotLimitRefuses() {
        assertThatThrownBy(() -> SizeLimit.of(Map.of("size", "1G"), "overlay2", false))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith(
                        "--storage-opt is supported only for overlay over xfs with 'pquota' mount"
                                + " option")
                .hasMessageContaining("overlay2 cannot limit");
        assertThat(SizeLimit.of(Map.of(), "overlay2", false)).isEmpty();
    }
}
