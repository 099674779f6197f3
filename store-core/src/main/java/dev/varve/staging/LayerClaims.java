package dev.varve.staging;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.oci.ChainId;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Who is unpacking what, so that no two operations unpack the same layer at the same time. One
/// claims all it needs or nothing, so that no two can wait for each other.
final class LayerClaims {
    private static final long LOOK_UP_MILLIS = 100;

    private final Set<ChainId> claimed = new HashSet<>();

    /// Claims all of these, unless some are claimed: then claims nothing.
    synchronized boolean claim(Collection<ChainId> layers) {
        return isFree(layers) && (layers.isEmpty() || claimed.addAll(layers));
    }

    private boolean isFree(Collection<ChainId> layers) {
        return layers.stream().noneMatch(claimed::contains);
    }

    /// Waits until none of these is claimed, or the waiting has lost its sense; then look again
    /// what is still needed.
    synchronized void awaitFree(Collection<ChainId> layers, BooleanSupplier givenUp) {
        while (!isFree(layers) && !givenUp.getAsBoolean()) {
            try {
                wait(LOOK_UP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Cancelled(
                        "interrupted while the same layers are unpacked for another image");
            }
        }
    }

    synchronized void release(Collection<ChainId> layers) {
        claimed.removeAll(layers);
        notifyAll();
    }
}
