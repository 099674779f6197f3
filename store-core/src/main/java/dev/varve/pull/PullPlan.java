package dev.varve.pull;

import dev.varve.index.BlobTable;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of an image's layers the store has and what it lacks.
///
/// @param steps one for each layer, bottom first
record PullPlan(List<Step> steps) {
    /// @param blob the compressed layer
    /// @param present the unpacked layer's row, if it is there for the driver in use
    /// @param fetch whether the blob must be fetched; true for one step only when layers share a
    ///   blob
    /// @param first whether no layer below has the same blob
    record Step(
            Descriptor blob,
            Digest diffId,
            ChainId chainId,
            Optional<ChainId> parent,
            Optional<LayerTable.Row> present,
            boolean fetch,
            boolean first) {
        boolean complete() {
            return present.isPresent() && !fetch;
        }
    }

    /// Looks, under a lease that holds everything first, so that what is found stays.
    static PullPlan make(Transaction transaction, RemoteImage image, String driver, Lease lease) {
        List<ChainId> chain = ChainId.chain(image.config().diffIds());
        BlobTable blobs = new BlobTable(transaction);
        LayerTable layers = new LayerTable(transaction);
        image.documents().keySet().forEach(d -> lease.hold(d.digest()));
        List<Step> steps = new ArrayList<>(chain.size());
        Set<Digest> seen = new LinkedHashSet<>();
        for (int i = 0; i < chain.size(); i++) {
            Descriptor blob = image.manifest().layers().get(i);
            lease.hold(blob.digest());
            lease.hold(chain.get(i));
            boolean first = seen.add(blob.digest());
            steps.add(
                    new Step(
                            blob,
                            image.config().diffIds().get(i),
                            chain.get(i),
                            i == 0 ? Optional.empty() : Optional.of(chain.get(i - 1)),
                            layers.find(chain.get(i), driver),
                            first && !blobs.contains(blob.digest()),
                            first));
        }
        return new PullPlan(List.copyOf(steps));
    }

    List<Step> toUnpack() {
        return steps.stream().filter(step -> step.present().isEmpty()).toList();
    }

    List<ChainId> chainsToUnpack() {
        return toUnpack().stream().map(Step::chainId).toList();
    }

    List<Descriptor> toFetch() {
        return steps.stream().filter(Step::fetch).map(Step::blob).toList();
    }

    Optional<LayerKey> keyOf(ChainId chainId) {
        return steps.stream()
                .filter(step -> step.chainId().equals(chainId))
                .findFirst()
                .flatMap(Step::present)
                .map(LayerTable.Row::key);
    }
}
