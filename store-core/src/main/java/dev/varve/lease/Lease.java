package dev.varve.lease;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Keeps blobs and layers from being collected until it is closed. Hold first, then look whether
/// the thing is there, inside a writing transaction of the index: the collector looks at leases in
/// its own.
public final class Lease implements AutoCloseable {
    private final Leases leases;
    private final Set<Digest> blobs = new LinkedHashSet<>();
    private final Set<ChainId> layers = new LinkedHashSet<>();

    Lease(Leases leases) {
        this.leases = leases;
    }

    public synchronized void hold(Digest blob) {
        if (blobs.add(blob)) {
            leases.add(blob);
        }
    }

    public synchronized void hold(ChainId layer) {
        if (layers.add(layer)) {
            leases.add(layer);
        }
    }

    public synchronized List<Digest> blobs() {
        return List.copyOf(blobs);
    }

    public synchronized List<ChainId> layers() {
        return List.copyOf(layers);
    }

    @Override
    public synchronized void close() {
        blobs.forEach(leases::remove);
        layers.forEach(leases::remove);
        blobs.clear();
        layers.clear();
        leases.closed(this);
    }
}
