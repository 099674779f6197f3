package dev.varve.gc;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.GarbageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Drivers;
import dev.varve.lease.Leases;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The only deleter of bytes. First the index lets go, in the transaction of whoever removed a
/// pointer, and remembers what is to be deleted; then the files go. A crash between the two leaves
/// garbage that the next [#dispose] finds in the index.
public final class GarbageCollector {
    private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);

    private final Index index;
    private final BlobStore blobs;
    private final Drivers drivers;
    private final Leases leases;

    public GarbageCollector(Index index, BlobStore blobs, Drivers drivers, Leases leases) {
        this.index = index;
        this.blobs = blobs;
        this.drivers = drivers;
        this.leases = leases;
    }

    /// Lets go of those of these layers that nothing points at and no lease holds.
    ///
    /// @param chain layers from the top down
    /// @return the layers let go, in the same order
    public List<LayerTable.Row> releaseLayers(Transaction transaction, Collection<ChainId> chain) {
        LayerTable layers = new LayerTable(transaction);
        GarbageTable garbage = new GarbageTable(transaction);
        List<LayerTable.Row> released = new ArrayList<>();
        for (ChainId chainId : chain) {
            List<LayerTable.Row> rows = layers.ofChain(chainId);
            if (rows.isEmpty() || leases.holds(chainId) || layers.isReferenced(chainId)) {
                continue;
            }
            rows.forEach(row -> garbage.addLayer(row.driver(), row.key()));
            layers.remove(chainId);
            released.add(rows.getFirst());
        }
        return released;
    }

    /// Lets go of a container: its writable layer, and the layers below that only it held.
    ///
    /// @return the layers below that were let go, from the top down
    public List<LayerTable.Row> releaseContainer(
            Transaction transaction, ContainerTable.Row container) {
        new ContainerTable(transaction).remove(container.id());
        new GarbageTable(transaction).addLayer(container.driver(), container.key());
        List<ChainId> below =
                container.chain().map(new LayerTable(transaction)::stack).orElse(List.of());
        return releaseLayers(transaction, below);
    }

    /// Lets go of those of these blobs that nothing points at and no lease holds, and of what only
    /// they pointed at.
    public void releaseBlobs(Transaction transaction, Collection<Digest> candidates) {
        BlobTable table = new BlobTable(transaction);
        GarbageTable garbage = new GarbageTable(transaction);
        Deque<Digest> open = new ArrayDeque<>(candidates);
        while (!open.isEmpty()) {
            Digest digest = open.remove();
            if (leases.holds(digest) || table.isReferenced(digest) || !table.contains(digest)) {
                continue;
            }
            List<Digest> children = table.children(digest);
            table.remove(digest);
            garbage.addBlob(digest);
            open.addAll(children);
        }
    }

    /// Gives a name its meaning. A manifest or index that only this name led to before is let go;
    /// the image that had the name is left without it.
    public void setName(Transaction transaction, NameTable.Row row) {
        NameTable names = new NameTable(transaction);
        Optional<NameTable.Row> before = names.find(row.reference());
        // A transaction that changes nothing is not flushed.
        if (!before.equals(Optional.of(row))) {
            names.set(row);
            releaseBlobs(transaction, before.map(NameTable.Row::target).stream().toList());
        }
    }

    /// Collects what a lease held and nothing points at now.
    ///
    /// @param layers from the top down
    public void collect(Collection<Digest> heldBlobs, Collection<ChainId> layers) {
        index.writeToFree(transaction -> {
            releaseLayers(transaction, layers);
            releaseBlobs(transaction, heldBlobs);
            return null;
        });
        dispose();
    }

    /// Deletes the files of everything that the index has let go. A failure is logged, and the rest
    /// is tried again at the next call: nothing points at it any more. Layers of a driver that is
    /// not open wait for the start that opens it. One thread at a time, as two would delete the
    /// same.
    public synchronized void dispose() {
        try {
            List<LayerKey> gone = disposeOfLayers();
            disposeOfBlobs(gone);
        } catch (IOException | UncheckedIOException e) {
            log.warn("cannot delete what the store no longer needs: {}", e.getMessage());
        } finally {
            index.restoreReserve();
        }
    }

    /// Gives back the room of downloads that broke off and that nobody is going on with.
    ///
    /// @return bytes
    public long discardPartialDownloads() {
        try {
            return blobs.discardIdleIngests(leases::holds);
        } catch (IOException e) {
            throw DiskFailures.of("delete partial downloads", e);
        }
    }

    private List<LayerKey> disposeOfLayers() throws IOException {
        List<LayerKey> gone = new ArrayList<>();
        for (String name : index.read(t -> new GarbageTable(t).drivers())) {
            Optional<StorageDriver> driver = drivers.find(name);
            if (driver.isPresent()) {
                List<LayerKey> keys = index.read(t -> new GarbageTable(t).layers(name));
                driver.get().remove(keys);
                gone.addAll(keys);
            }
        }
        return gone;
    }

    /// Not flushed: garbage that is remembered for longer is deleted once more by the next start.
    private void disposeOfBlobs(List<LayerKey> goneLayers) {
        if (goneLayers.isEmpty() && index.read(t -> new GarbageTable(t).blobs()).isEmpty()) {
            return;
        }
        index.writeUnflushed(transaction -> {
            GarbageTable garbage = new GarbageTable(transaction);
            goneLayers.forEach(garbage::removeLayer);
            BlobTable table = new BlobTable(transaction);
            for (Digest digest : garbage.blobs()) {
                // It may have been pulled again since.
                if (!table.contains(digest)) {
                    delete(digest);
                }
                garbage.removeBlob(digest);
            }
            return null;
        });
    }

    private void delete(Digest digest) {
        try {
            blobs.delete(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
