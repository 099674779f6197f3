package dev.varve.storage.zfs;

import dev.varve.storage.LayerKey;
import dev.varve.storage.zfs.ZfsDatasets.Dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Removes layers. One whose dataset cannot be destroyed yet, as somebody works in it, goes out of
/// sight at once and for good later: with any later removal, or with the sweep.
final class ZfsRemoval {
    private final ZfsLayout layout;
    private final ZfsDatasets datasets;
    private final ZfsViews views;

    ZfsRemoval(ZfsLayout layout, ZfsDatasets datasets, ZfsViews views) {
        this.layout = layout;
        this.datasets = datasets;
        this.views = views;
    }

    /// @param keys children before parents
    synchronized void remove(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            boolean there = datasets.find(key).isPresent();
            boolean idle = views.drop(key);
            if (there && !(idle && destroy(key))) {
                layout.markRemoving(key);
            }
            layout.forget(key);
        }
        finish();
    }

    /// Destroys what earlier removals had to leave.
    private void finish() throws IOException {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (LayerKey key : layout.removing()) {
                if (views.drop(key) && destroy(key)) {
                    layout.unmarkRemoving(key);
                    progress = true;
                }
            }
        }
    }

    /// @return false when it is busy, or what was cloned from it has to go first and will
    private boolean destroy(LayerKey key) throws IOException {
        ZfsCommand.Answer answer = datasets.destroy(key);
        if (answer.isGood() || answer.complains("does not exist")) {
            return true;
        }
        if (hasClones(key) || answer.complains("busy")) {
            return false;
        }
        throw answer.failure();
    }

    private boolean hasClones(LayerKey key) throws IOException {
        List<LayerKey> clones =
                datasets.list().stream()
                        .filter(dataset -> dataset.origin().filter(key::equals).isPresent())
                        .map(Dataset::key)
                        .toList();
        List<LayerKey> staying = clones.stream().filter(c -> !layout.isRemoving(c)).toList();
        if (!staying.isEmpty()) {
            throw new IOException(
                    "layer "
                            + key
                            + " cannot be removed: on it stand "
                            + staying.stream()
                                    .map(LayerKey::value)
                                    .collect(Collectors.joining(", ")));
        }
        return !clones.isEmpty();
    }

    /// Removes what was never committed, and what is left of removals.
    ///
    /// @return the layers that were never committed
    synchronized List<LayerKey> sweep() throws IOException {
        List<LayerKey> staged = layout.staged();
        List<LayerKey> childrenFirst = new ArrayList<>();
        List<Dataset> all = datasets.list();
        List<LayerKey> left = new ArrayList<>(staged);
        while (!left.isEmpty()) {
            List<LayerKey> leaves = left.stream().filter(key -> !isOrigin(key, left, all)).toList();
            childrenFirst.addAll(leaves);
            left.removeAll(leaves);
        }
        remove(childrenFirst);
        layout.sweep(datasets.list().stream().map(Dataset::key).collect(Collectors.toSet()));
        return staged;
    }

    private static boolean isOrigin(LayerKey key, List<LayerKey> among, List<Dataset> all) {
        return all.stream()
                .anyMatch(dataset ->
                        among.contains(dataset.key())
                                && dataset.origin().filter(key::equals).isPresent());
    }
}
