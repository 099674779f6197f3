package dev.varve.storage.btrfs;

import dev.varve.storage.linux.BtrfsSubvolumes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gets the space of removed subvolumes back soon. The kernel deletes what was in them when it has
/// committed their removal, and counts the space as free at the next commit; of its own accord it
/// takes up to half a minute for each. Made to commit, it waits for all that is being written, so
/// that is done in the background.
final class FreedSpace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FreedSpace.class);

    /// In which the kernel deletes what is small, or a gigabyte in large files.
    private static final long PAUSE_MILLIS = 500;

    private final Fd any;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("btrfs-space").daemon().factory());

    private FreedSpace(Fd any) {
        this.any = any;
    }

    /// @param directory one of the file system
    static FreedSpace on(Path directory) throws LinuxException {
        return new FreedSpace(Open.directory(directory));
    }

    /// Returns at once.
    void comeBack() {
        if (asked.compareAndSet(false, true)) {
            worker.execute(this::commit);
        }
    }

    private void commit() {
        asked.set(false);
        try {
            BtrfsSubvolumes.sync(any);
            Thread.sleep(PAUSE_MILLIS);
            BtrfsSubvolumes.sync(any);
        } catch (LinuxException e) {
            LOG.warn("the space of removed layers comes back later", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed; the kernel does it later
        }
    }

    /// Waits for a commit that is under way.
    @Override
    public void close() {
        worker.shutdownNow();
        worker.close();
        any.close();
    }
}
