package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.Descriptor;
import dev.varve.reference.Reference;
import dev.varve.staging.LayerPlan;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.text.ShownSize;

import java.io.IOException;

/// What a pull needs of the disk, and what it has there.
final class PullRoom {
    /// How many hundredths of its compressed size a layer takes unpacked, at least. Deflate and
    /// zstd make nothing longer by more than a thousandth; the rest allows for what chunked formats
    /// add to a blob without its being unpacked.
    private static final int UNPACKED_PERCENT = 90;

    private final StoreLayout layout;
    private final BlobStore blobs;

    PullRoom(StoreLayout layout, BlobStore blobs) {
        this.layout = layout;
        this.blobs = blobs;
    }

    /// Refuses what cannot fit, before the first byte is fetched: blobs are kept and unpacked, and
    /// neither takes less room than is counted here. What might not fit is tried.
    void require(LayerPlan plan, Reference reference) throws IOException {
        long fetch = 0;
        for (Descriptor blob : plan.missing()) {
            fetch += Math.max(0, blob.size() - blobs.ingested(blob.digest()));
        }
        long unpack = 0;
        for (Step step : plan.toUnpack()) {
            unpack += step.blob().size() / 100 * UNPACKED_PERCENT;
        }
        long free = layout.usableSpace();
        if (fetch + unpack > free) {
            throw new NoSpace(
                    "cannot pull "
                            + reference.familiar()
                            + ": no space left on device: it needs "
                            + ShownSize.of(fetch)
                            + " for what is to be fetched and at least "
                            + ShownSize.of(unpack)
                            + " to unpack it, and "
                            + layout.root()
                            + " has "
                            + ShownSize.of(free)
                            + " free; free some (image prune) or enlarge the file system",
                    null);
        }
    }

    /// The failure of a pull, with what of its bytes is here, when that is worth a word. What the
    /// registry does not have, or not for this caller, may be there another time.
    StoreException withWhatIsKept(StoreException failure, LayerPlan plan) throws IOException {
        long kept = 0;
        long all = 0;
        for (Descriptor blob : plan.missing()) {
            kept += Math.min(blob.size(), blobs.ingested(blob.digest()));
            all += blob.size();
        }
        if (kept == 0) {
            return failure;
        }
        String message =
                failure.getMessage()
                        + " (kept "
                        + ShownSize.of(kept)
                        + " of "
                        + ShownSize.of(all)
                        + ", run again to go on)";
        return switch (failure) {
            case Unavailable e -> e.withMessage(message);
            case NoSpace e -> new NoSpace(message, e);
            case Failed e -> new Failed(message, e);
            case NotFound _ -> new NotFound(message);
            case Denied _ -> new Denied(message);
            case Unauthorized _,
                    Cancelled _,
                    Conflict _,
                    Corrupt _,
                    InvalidArgument _,
                    Unsupported _ ->
                    failure;
        };
    }
}
