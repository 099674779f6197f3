package dev.varve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.util.Random;

class HumanSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0B, 0B",
        "1, 1B, 1B",
        "12, 12B, 12B",
        "999, 999B, 999B",
        "1000, 1kB, 1kB",
        "1001, 1kB, 1.001kB",
        "1005, 1kB, 1.005kB",
        "1500, 1.5kB, 1.5kB",
        "100000, 100kB, 100kB",
        "999499, 999kB, 999.5kB",
        "999950, 1e+03kB, 1000kB",
        "999999, 1e+03kB, 1000kB",
        "4261502, 4.26MB, 4.262MB",
        "1234567890, 1.23GB, 1.235GB",
        "9223372036854775807, 9.22EB, 9.223EB",
    })
    void printsTheDigitsThatDockerPrints(long bytes, String three, String four) {
        assertThat(HumanSize.three(bytes)).isEqualTo(three);
        assertThat(HumanSize.four(bytes)).isEqualTo(four);
    }

    @Test
    void isNeverFurtherOffThanHalfTheLastDigit() {
        Random random = new Random(20_251_001);
        for (int i = 0; i < 20_000; i++) {
            long bytes = random.nextLong(1L << random.nextInt(1, 63));
            String text = HumanSize.four(bytes);
            int unit = text.length();
            while (Character.isLetter(text.charAt(unit - 1))) {
                unit--;
            }
            int power = 3 * "BkMGTPE".indexOf(text.charAt(unit));
            double read =
                    new BigDecimal(text.substring(0, unit)).scaleByPowerOfTen(power).doubleValue();
            assertThat(Math.abs(read - bytes))
                    .as("%d", bytes)
                    .isLessThanOrEqualTo(bytes * 0.0005001);
        }
    }
}
