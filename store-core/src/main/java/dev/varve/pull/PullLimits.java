package dev.varve.pull;

import java.util.concurrent.Semaphore;

/// What all pulls of a daemon share.
///
/// @param downloads as many permits as `max-concurrent-downloads` says
/// @param attempts how often the transfer of one blob is tried before the pull fails
public record PullLimits(Semaphore downloads, int attempts) {
    public static PullLimits of(int downloads) {
        return new PullLimits(new Semaphore(downloads, true), 5);
    }
}
