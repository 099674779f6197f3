package dev.varve.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException.Unavailable;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

class BlobRetriesTest {
    private static final long MIB = 1 << 20;

    private final IOException cut = new IOException("cut");
    private final PullLimits limits =
            PullLimits.of(new DownloadSettings(1, 5, Duration.ofMinutes(10)));
    private long now;

    private BlobRetries retries() {
        return new BlobRetries(limits, () -> now);
    }

    private static Unavailable busy(Duration wait) {
        return new Unavailable("too many requests", 429, null).withRetryAfter(wait);
    }

    @Test
    void waitsGrowAndAreShortenedByChance() {
        BlobRetries retries = retries();
        for (long seconds : new long[] {1, 2, 4, 8}) {
            assertThat(retries.next(cut, 0).orElseThrow())
                    .isBetween(Duration.ofMillis(seconds * 500), Duration.ofSeconds(seconds));
        }
        assertThat(retries.next(cut, 0)).isEmpty();
    }

    @Test
    void progressStartsTheCountAnew() {
        BlobRetries retries = retries();
        for (int i = 0; i < 20; i++) {
            assertThat(retries.next(cut, 10).orElseThrow()).isLessThan(Duration.ofMillis(1001));
        }
    }

    @Test
    void whatBroughtAMebibyteGoesOnAtOnce() {
        assertThat(retries().next(cut, MIB)).contains(Duration.ZERO);
    }

    @Test
    void aRegistryThatSaysWhenIsObeyed() {
        assertThat(retries().next(busy(Duration.ofSeconds(77)), 0))
                .contains(Duration.ofSeconds(77));
        assertThat(retries().next(busy(Duration.ZERO), 0)).contains(Duration.ZERO);
    }

    @Test
    void aRegistryThatAsksForMorePatienceThanThereIsEndsIt() {
        assertThat(retries().next(busy(Duration.ofHours(6)), 0)).isEmpty();
    }

    @Test
    void aRefusalThatLastsEndsItWhateverCameBefore() {
        Unavailable refusal = new Unavailable("teapot", 418, null).asLasting();
        assertThat(retries().next(refusal, 0)).isEmpty();
        assertThat(retries().next(refusal, MIB)).isEmpty();
        assertThat(retries().next(refusal.withMessage("in other words"), 0)).isEmpty();
    }

    @Test
    void dripsOfProgressDoNotKeepATransferAliveForEver() {
        BlobRetries retries = retries();
        Optional<Duration> wait = retries.next(cut, 1);
        int count = 0;
        while (wait.isPresent() && count < 10_000) {
            now += wait.get().toNanos() + Duration.ofSeconds(1).toNanos();
            wait = retries.next(cut, 1);
            count++;
        }
        assertThat(wait).isEmpty();
        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
    }
}
