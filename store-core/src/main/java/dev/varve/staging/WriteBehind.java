package dev.varve.staging;

import dev.varve.task.TaskGroup;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Has layers written out by and by while they are unpacked. Left alone, the kernel keeps them in
/// memory until they fill a tenth of it or are 30 seconds old (`vm.dirty_background_ratio`,
/// `vm.dirty_expire_centisecs`), and the flush at the end then writes all of it while the
/// processors have nothing to do.
final class WriteBehind {
    private final TaskGroup.Task flush;
    private final TaskGroup group;
    private final long share;
    private final AtomicLong unpacked = new AtomicLong();
    private final AtomicBoolean writing = new AtomicBoolean();

    /// @param group a failed flush is its failure, since the kernel tells it once only
    /// @param share the compressed bytes after which it is worth beginning
    WriteBehind(TaskGroup.Task flush, TaskGroup group, long share) {
        this.flush = flush;
        this.group = group;
        this.share = share;
    }

    /// @param bytes of a compressed layer that have become files
    void unpacked(long bytes) {
        if (unpacked.addAndGet(bytes) >= share && writing.compareAndSet(false, true)) {
            unpacked.set(0);
            group.fork(this::write);
        }
    }

    private void write() throws Exception {
        try {
            flush.run();
        } finally {
            writing.set(false);
        }
    }
}
