package dev.varve.pull;

import java.util.concurrent.Semaphore;

/// What all pulls of a daemon share: how many blobs are fetched and how many layers unpacked at
/// once.
///
/// @param downloads as many permits as `max-concurrent-downloads` says
/// @param unpacks as many permits as there are cores
/// @param attempts how often the transfer of one blob is tried before the pull fails
public record PullLimits(Semaphore downloads, Semaphore unpacks, int attempts) {
    public static PullLimits of(int downloads) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new PullLimits(
                new Semaphore(downloads, true), new Semaphore(Math.max(2, cores), true), 5);
    }
}
