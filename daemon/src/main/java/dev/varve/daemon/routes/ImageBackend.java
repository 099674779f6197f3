package dev.varve.daemon.routes;

import dev.varve.gc.PruneReport;
import dev.varve.gc.Removal;
import dev.varve.image.HistoryEntry;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageSummary;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullRequest;
import dev.varve.push.PushEvent;
import dev.varve.push.PushRequest;
import dev.varve.reference.Reference;

import java.util.List;
import java.util.function.Consumer;

/// What [ImageRoutes] needs of the store. Failures are [dev.varve.error.StoreException]; every
/// method may be called from many threads at once and may block.
///
/// `name` is what the user wrote: a name, an image ID or the start of one. `filtersJson` is the
/// parameter `filters` as it came, in either of Docker's two shapes, "" for none.
public interface ImageBackend {
    /// Pulls, and returns when the image is in the store.
    ///
    /// @param progress throws [dev.varve.error.StoreException.Cancelled] when nobody waits for this
    ///   pull any more; let it end the pull, unless others wait for the same bytes
    void pull(PullRequest request, Consumer<PullEvent> progress);

    /// Pushes, and returns when the registry has the image.
    ///
    /// @param progress see [#pull]
    void push(PushRequest request, Consumer<PushEvent> progress);

    /// @param all also intermediate images
    /// @param sharedSize whether to work out what images have in common
    List<ImageSummary> list(String filtersJson, boolean all, boolean sharedSize);

    /// A number that changes with everything that [#list] shows. What was listed after it was asked
    /// for is still so while it is the same.
    long revision();

    ImageDetails inspect(String name);

    /// Newest first.
    List<HistoryEntry> history(String name);

    /// @param target with a tag
    void tag(String source, Reference target);

    /// In the order in which things went.
    List<Removal> remove(String name, boolean force, boolean noPrune);

    PruneReport prune(String filtersJson);
}
