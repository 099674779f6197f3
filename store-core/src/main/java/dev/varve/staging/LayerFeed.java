package dev.varve.staging;

import dev.varve.staging.LayerPlan.Step;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Where the compressed layers come from while they are unpacked, and who wants to know how far
/// that is. Methods are called from several threads.
public interface LayerFeed extends AutoCloseable {
    /// Starts whatever brings the bytes.
    void start(TaskGroup group) throws IOException;

    /// The compressed bytes of a layer. Returns when there is something to read.
    InputStream open(Step step) throws IOException;

    /// How often the bytes began anew, since those that had come were not what their digest says.
    /// Who has read before has to read again.
    default int restarts(Step step) throws InterruptedException {
        return 0;
    }

    /// Waits until it is known whether the bytes are what their digest says.
    ///
    /// @return why they are not, or did not come; empty when they are good
    Optional<Throwable> failure(Step step);

    /// @param bytes of the compressed layer that were read so far
    void unpacking(Step step, long bytes);

    void unpacked(Step step);

    /// No task reads or writes any more.
    @Override
    void close() throws IOException;
}
