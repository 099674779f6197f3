package dev.varve.storage.linux;

/// The two times that can be set, in seconds since 1970 and nanoseconds of that second.
public record FileTimes(
        long accessSeconds, int accessNanos, long modifiedSeconds, int modifiedNanos) {}
