package dev.varve.lease;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;

import java.util.HashMap;
import java.util.Map;

/// Counts who holds which blob and which layer.
public final class Leases {
    private final Map<Object, Integer> holders = new HashMap<>();

    public Lease open() {
        return new Lease(this);
    }

    public synchronized boolean holds(Digest blob) {
        return holders.containsKey(blob);
    }

    public synchronized boolean holds(ChainId layer) {
        return holders.containsKey(layer);
    }

    synchronized void add(Object held) {
        holders.merge(held, 1, Integer::sum);
    }

    synchronized void remove(Object held) {
        holders.computeIfPresent(held, (k, count) -> count == 1 ? null : count - 1);
    }
}
