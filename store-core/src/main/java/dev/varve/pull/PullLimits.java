package dev.varve.pull;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/// What all pulls of a daemon share.
///
/// @param downloads as many permits as `max-concurrent-downloads` says
/// @param attempts how often in a row the transfer of one blob may fail without having brought
///   anything
/// @param patience how long one blob may take to get on by a mebibyte, all waiting and trying again
///   included
public record PullLimits(Semaphore downloads, int attempts, Duration patience) {
    public static final int STANDARD_ATTEMPTS = 5;
    public static final Duration STANDARD_PATIENCE = Duration.ofMinutes(10);

    public static PullLimits of(int downloads, int attempts, Duration patience) {
        return new PullLimits(new Semaphore(downloads, true), attempts, patience);
    }
}
