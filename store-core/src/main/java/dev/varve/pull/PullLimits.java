package dev.varve.pull;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/// What all pulls of a daemon share.
///
/// @param downloads as many permits as blobs may be fetched at once
/// @param attempts see [DownloadSettings#attempts]
/// @param patience see [DownloadSettings#patience]
record PullLimits(Semaphore downloads, int attempts, Duration patience) {
    static PullLimits of(DownloadSettings settings) {
        return new PullLimits(
                new Semaphore(settings.concurrent(), true),
                settings.attempts(),
                settings.patience());
    }
}
