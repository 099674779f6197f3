package dev.varve.push;

import java.util.concurrent.Semaphore;

/// What all pushes of a daemon share.
///
/// @param uploads as many permits as `max-concurrent-uploads` says
public record PushLimits(Semaphore uploads) {
    public static PushLimits of(int uploads) {
        return new PushLimits(new Semaphore(uploads, true));
    }
}
