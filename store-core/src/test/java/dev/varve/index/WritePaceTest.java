package dev.varve.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class WritePaceTest {
    /// Anything: [System#nanoTime] begins anywhere, also just before it overflows.
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

    private final WritePace pace = new WritePace();

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void theFirstWriteComesHalfASecondAfterTheChange() {
        assertThat(pace.delay(START)).isEqualTo(millis(500));
    }

    @Test
    void shortWritesComeHalfASecondAfterTheChange() {
        pace.wrote(START, START + millis(20));
        assertThat(pace.delay(START + millis(20))).isEqualTo(millis(500));
    }

    @Test
    void aChangeLongAfterALongWriteIsWrittenAfterHalfASecond() {
        pace.wrote(START, START + millis(400));
        assertThat(pace.delay(START + millis(400) + millis(8000))).isEqualTo(millis(500));
    }

    @Test
    void whileChangesGoOnWritesTakeATwentiethOfTheTime() {
        long now = START;
        long writing = 0;
        for (int i = 0; i < 10; i++) {
            pace.wrote(now, now + millis(400));
            now += millis(400);
            writing += millis(400);
            now += pace.delay(now);
        }
        assertThat(now - START).isEqualTo(20 * writing);
    }

    @Test
    void aPauseEndsAfterThirtySeconds() {
        pace.wrote(START, START + TimeUnit.MINUTES.toNanos(10));
        assertThat(pace.delay(START + TimeUnit.MINUTES.toNanos(10)))
                .isBetween(millis(29_999), millis(30_000));
    }
}
