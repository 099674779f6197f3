package dev.varve.gc;

import dev.varve.event.Event;
import dev.varve.event.ImageEvents;
import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.index.ImageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Carries removal plans out in one transaction of the index and remembers what to report.
final class Removing {
    /// What was done, once the transaction lasts.
    ///
    /// @param removals what went, in order
    /// @param reclaimed bytes of the layers that went
    /// @param events to publish
    record Done(List<Removal> removals, long reclaimed, List<Event> events) {}

    private final Transaction transaction;
    private final GarbageCollector collector;
    private final ImageEvents events;
    private final ImageTable images;
    private final NameTable names;
    private final List<Event> happened = new ArrayList<>();
    private final List<Removal> report = new ArrayList<>();
    private long reclaimed;

    Removing(Transaction transaction, GarbageCollector collector, ImageEvents events) {
        this.transaction = transaction;
        this.collector = collector;
        this.events = events;
        this.images = new ImageTable(transaction);
        this.names = new NameTable(transaction);
    }

    void carryOut(RemovalPlan plan) {
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.DropReference drop -> drop(plan.image(), drop);
                case Step.DeleteImage delete -> delete(delete.id());
            }
        }
    }

    private void drop(Digest image, Step.DropReference step) {
        Reference name = step.reference();
        List<Digest> targets = names.find(name).map(NameTable.Row::target).stream().toList();
        names.remove(name);
        if (step.reported()) {
            report.add(new Removal.Untagged(name.familiar()));
        }
        if (step.event()) {
            Map<String, String> labels =
                    images.findWithoutNames(image).map(StoredImage::labels).orElse(Map.of());
            happened.add(events.ofImage("untag", image, labels));
        }
        collector.releaseBlobs(transaction, targets);
    }

    private void delete(Digest id) {
        List<ChainId> chain =
                images.findWithoutNames(id).stream()
                        .flatMap(image -> image.layers().stream())
                        .map(ImageLayer::chainId)
                        .toList()
                        .reversed();
        Digest manifest = images.manifestOf(id);
        images.remove(id);
        report.add(new Removal.Deleted(id));
        happened.add(events.ofImage("delete", id, Map.of()));
        for (LayerTable.Row layer : collector.releaseLayers(transaction, chain)) {
            report.add(new Removal.Deleted(layer.chainId().digest()));
            reclaimed += layer.size();
        }
        collector.releaseBlobs(transaction, List.of(manifest, id));
    }

    Done done() {
        return new Done(List.copyOf(report), reclaimed, List.copyOf(happened));
    }
}
