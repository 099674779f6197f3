package dev.varve.gc;

import dev.varve.event.ImageEvents;
import dev.varve.index.Index;
import dev.varve.index.OciLayoutView;

import java.util.List;

/// The verb `rm`: one transaction that removes names and images, then the collector.
public final class ImageRemover {
    private final Index index;
    private final GarbageCollector collector;
    private final OciLayoutView view;
    private final ImageEvents events;

    public ImageRemover(
            Index index, GarbageCollector collector, OciLayoutView view, ImageEvents events) {
        this.index = index;
        this.collector = collector;
        this.view = view;
        this.events = events;
    }

    /// Removes a name, or an image with all its names; see [Removals] for the rules.
    ///
    /// @param given a reference, an ID or the beginning of one
    /// @param force also what is in several repositories or used by a container at rest
    /// @param noprune leaves parents that have no name
    /// @return what went, in order
    public List<Removal> remove(String given, boolean force, boolean noprune) {
        Removing.Done done =
                index.writeToFree(transaction -> {
                    IndexView now = new IndexView(transaction);
                    Removing removing = new Removing(transaction, collector, events);
                    removing.carryOut(Removals.plan(now, given, force, noprune));
                    return removing.done();
                });
        done.events().forEach(events::publish);
        view.changed();
        collector.dispose();
        return done.removals();
    }
}
