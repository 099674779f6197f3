package dev.varve.lease;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// Counts who holds which blob and which layer.
public final class Leases {
    private final Map<Object, Integer> holders = new HashMap<>();

    private final Set<Lease> open = Collections.newSetFromMap(new IdentityHashMap<>());

    public synchronized Lease open() {
        Lease lease = new Lease(this);
        open.add(lease);
        return lease;
    }

    /// Whether an operation is under way besides that of a lease.
    public synchronized boolean areOthersOpen(Lease own) {
        return open.size() > (open.contains(own) ? 1 : 0);
    }

    synchronized void closed(Lease lease) {
        open.remove(lease);
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
