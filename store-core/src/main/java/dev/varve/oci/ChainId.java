package dev.varve.oci;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names a stack of layers: the first layer's chainID is its diffID, every further one is the
/// SHA-256 of the text `<parent chainID> <diffID>`. Source: OCI image-spec config.md, "Layer
/// ChainID".
public record ChainId(Digest digest) {
    public static ChainId of(Optional<ChainId> parent, Digest diffId) {
        return parent.map(p ->
                        new ChainId(
                                Digest.sha256(
                                        (p.digest + " " + diffId)
                                                .getBytes(StandardCharsets.US_ASCII))))
                .orElseGet(() -> new ChainId(diffId));
    }

    /// The chainIDs of a whole image, bottom first, one for each diffID.
    public static List<ChainId> chain(List<Digest> diffIds) {
        List<ChainId> chain = new ArrayList<>(diffIds.size());
        Optional<ChainId> parent = Optional.empty();
        for (Digest diffId : diffIds) {
            ChainId next = of(parent, diffId);
            chain.add(next);
            parent = Optional.of(next);
        }
        return List.copyOf(chain);
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
