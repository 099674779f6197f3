package dev.varve.staging;

import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.Index;
import dev.varve.index.OciLayoutView;
import dev.varve.lease.Leases;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.tar.TarLimits;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/// Opens the operations that bring images in, and holds what they share.
public final class Staging {
    final StoreLayout layout;
    final Index index;
    final BlobStore blobs;
    final StorageDriver driver;
    final Leases leases;
    final GarbageCollector collector;
    final OciLayoutView view;
    final LayerClaims claims = new LayerClaims();

    /// How many layers are unpacked at once, over all operations.
    final Semaphore slots;

    private final TarLimits limits;
    private final Executor executor;
    private final Set<TaskGroup> running = ConcurrentHashMap.newKeySet();

    public Staging(
            StoreLayout layout,
            Index index,
            BlobStore blobs,
            StorageDriver driver,
            Leases leases,
            GarbageCollector collector,
            OciLayoutView view,
            TarLimits limits,
            Executor executor) {
        this.layout = layout;
        this.index = index;
        this.blobs = blobs;
        this.driver = driver;
        this.leases = leases;
        this.collector = collector;
        this.view = view;
        this.limits = limits;
        this.executor = executor;
        this.slots = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);
    }

    /// Begins an operation. Whatever it has not committed is gone when it is closed.
    public StagedImages open() throws IOException {
        TaskGroup group = new TaskGroup(executor);
        StagedImages staged = new StagedImages(this, group);
        running.add(group);
        return staged;
    }

    /// Makes every operation that runs fail soon.
    public void cancelAll() {
        running.forEach(group -> group.fail(new Cancelled("the daemon is stopping")));
    }

    void ended(TaskGroup group) {
        running.remove(group);
    }

    TarLimits tarLimits() throws IOException {
        return limits.within(layout.usableSpace());
    }
}
