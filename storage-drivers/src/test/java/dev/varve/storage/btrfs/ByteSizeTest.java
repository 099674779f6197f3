package dev.varve.storage.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "32, 32",
        "32b, 32",
        "32k, 32768",
        "32 KiB, 32768",
        "1.5M, 1572864",
        "10G, 10737418240",
        "2tb, 2199023255552",
        "0.3k, 307",
        ".5k, 512"
    })
    void aSizeIsReadByPowersOf1024(String text, long bytes) {
        assertThat(ByteSize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "-1", "1x", "1kk", "1.2.3", ".", " 5", "1e3", "9000P", "5i"})
    void anythingElseIsNone(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @Test
    void aSizeIsShownInFourDigits() {
        assertThat(ByteSize.show(999)).isEqualTo("999B");
        assertThat(ByteSize.show(1000)).isEqualTo("1kB");
        assertThat(ByteSize.show(1_048_576)).isEqualTo("1.049MB");
        assertThat(ByteSize.show(10L << 30)).isEqualTo("10.74GB");
        assertThat(ByteSize.show(123_400_000)).isEqualTo("123.4MB");
        assertThat(ByteSize.show(999_990)).isEqualTo("1000kB");
    }
}
