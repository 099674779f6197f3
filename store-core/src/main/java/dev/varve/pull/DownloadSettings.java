package dev.varve.pull;

import java.time.Duration;

/// How blobs are fetched, as the configuration says.
///
/// @param concurrent how many at once, over all pulls
/// @param attempts how often in a row the transfer of one blob may fail without having brought
///   anything
/// @param patience how long one blob may take to get on by a mebibyte, all waiting and trying again
///   included
public record DownloadSettings(int concurrent, int attempts, Duration patience) {
    public static final DownloadSettings STANDARD =
            new DownloadSettings(3, 5, Duration.ofMinutes(10));

    public DownloadSettings withConcurrent(int number) {
        return new DownloadSettings(number, attempts, patience);
    }
}
