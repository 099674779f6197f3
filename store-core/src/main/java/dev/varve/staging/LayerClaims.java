package dev.varve.staging;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.oci.ChainId;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Who is unpacking what, so that no two operations unpack the same layer at the same time. One
/// claims all it needs or nothing, so that no two can wait for each other.
final class LayerClaims {
    private final Set<ChainId> claimed = new HashSet<>();

    /// Claims all of these, unless some are claimed: then waits until none is, and claims nothing.
    ///
    /// @return whether they are claimed; if not, look again what is still needed
    synchronized boolean claimOrWait(Collection<ChainId> layers) {
        boolean waited = false;
        while (layers.stream().anyMatch(claimed::contains)) {
            waited = true;
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Cancelled(
                        "interrupted while the same layers are unpacked for another image");
            }
        }
        if (!waited) {
            claimed.addAll(layers);
        }
        return !waited;
    }

    synchronized void release(Collection<ChainId> layers) {
        claimed.removeAll(layers);
        notifyAll();
    }
}
