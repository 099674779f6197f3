package dev.varve.gc;

import dev.varve.error.StoreException.Conflict;
import dev.varve.event.ImageEvents;
import dev.varve.image.ImageFilters;
import dev.varve.image.StoredImage;
import dev.varve.index.ImageMountTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.OciLayoutView;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The verb `prune`: many removals by the rules of `rm`, in one transaction and one sweep. What is
/// in use stays, without a word.
public final class Pruner {
    private final Index index;
    private final GarbageCollector collector;
    private final OciLayoutView view;
    private final ImageEvents events;
    private final ReentrantLock running = new ReentrantLock();

    public Pruner(Index index, GarbageCollector collector, OciLayoutView view, ImageEvents events) {
        this.index = index;
        this.collector = collector;
        this.view = view;
        this.events = events;
    }

    /// Removes the images that the filters choose: dangling ones unless `dangling=false`.
    public PruneReport prune(ImageFilters filters) {
        if (!running.tryLock()) {
            throw new Conflict("a prune operation is already running");
        }
        try {
            // First: it needs no room, and gives some.
            long partial = collector.discardPartialDownloads();
            Removing.Done done =
                    index.writeToFree(transaction -> {
                        List<StoredImage> all = new ImageTable(transaction).allWithoutLayers();
                        MemoryView now =
                                new MemoryView(
                                        all,
                                        ContainerUses.all(transaction),
                                        new ImageMountTable(transaction).images());
                        Removing removing = new Removing(transaction, collector, events);
                        Pruning.planAll(now, all, filters).forEach(removing::carryOut);
                        return removing.done();
                    });
            done.events().forEach(events::publish);
            view.changed();
            collector.dispose();
            long reclaimed = done.reclaimed() + partial;
            events.publish(events.prune(reclaimed));
            return new PruneReport(done.removals(), reclaimed);
        } finally {
            running.unlock();
        }
    }
}
