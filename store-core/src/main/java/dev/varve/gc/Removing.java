package dev.varve.gc;

import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.ImageLayer;
import dev.varve.index.ImageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.List;

/// Carries removal plans out in one transaction of the index and remembers what to report.
final class Removing {
    private final Transaction transaction;
    private final GarbageCollector collector;
    private final ImageTable images;
    private final NameTable names;
    private final List<Removal> report = new ArrayList<>();
    private long reclaimed;

    Removing(Transaction transaction, GarbageCollector collector) {
        this.transaction = transaction;
        this.collector = collector;
        this.images = new ImageTable(transaction);
        this.names = new NameTable(transaction);
    }

    void carryOut(RemovalPlan plan) {
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.DropReference drop -> drop(drop.reference(), drop.reported());
                case Step.DeleteImage delete -> delete(delete.id());
            }
        }
    }

    private void drop(Reference name, boolean reported) {
        List<Digest> targets = names.find(name).map(NameTable.Row::target).stream().toList();
        names.remove(name);
        if (reported) {
            report.add(new Removal.Untagged(name.familiar()));
        }
        collector.releaseBlobs(transaction, targets);
    }

    private void delete(Digest id) {
        List<ChainId> chain =
                images.find(id).stream()
                        .flatMap(image -> image.layers().stream())
                        .map(ImageLayer::chainId)
                        .toList()
                        .reversed();
        Digest manifest = images.manifestOf(id);
        images.remove(id);
        report.add(new Removal.Deleted(id));
        for (LayerTable.Row layer : collector.releaseLayers(transaction, chain)) {
            report.add(new Removal.Deleted(layer.chainId().digest()));
            reclaimed += layer.size();
        }
        collector.releaseBlobs(transaction, List.of(manifest, id));
    }

    PruneReport report() {
        return new PruneReport(List.copyOf(report), reclaimed);
    }
}
