package dev.varve.push;

import dev.varve.content.BlobStore;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.push.PushEvent.LayerState;
import dev.varve.push.PushedImage.Layer;
import dev.varve.registry.PushSession;
import dev.varve.registry.PushSession.UploadListener;
import dev.varve.task.TaskGroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Brings what one tag leads to into a repository: layers, configs, manifests, and the tag last, so
/// that the registry never has a document that points at nothing.
final class TagPush {
    private final PushSession registry;
    private final BlobStore blobs;
    private final PushLimits limits;
    private final PushProgress progress;
    private final PushPlan plan;

    TagPush(
            PushSession registry,
            BlobStore blobs,
            PushLimits limits,
            PushProgress progress,
            PushPlan plan) {
        this.registry = registry;
        this.blobs = blobs;
        this.limits = limits;
        this.progress = progress;
        this.plan = plan;
    }

    /// @return what the tag now means there
    Descriptor run(TaskGroup group) throws Exception {
        List<Descriptor> missing =
                plan.absent().stream().filter(m -> !registry.hasManifest(m)).toList();
        List<PushedImage> images = missing.isEmpty() ? plan.images() : List.of(plan.instead());
        pushLayers(images, group);
        for (PushedImage image : images) {
            pushConfig(image.config());
        }
        group.join(); // fails when the caller has gone meanwhile
        String tag = plan.tag().tag().orElseThrow();
        if (!missing.isEmpty()) {
            tellOfSubstitute(missing.size());
        }
        if (!missing.isEmpty() || plan.indexes().isEmpty()) {
            PushedImage image = images.getFirst();
            registry.putManifest(image.manifest(), image.text(), tag);
            return image.manifest();
        }
        for (PushedImage image : images) {
            Descriptor manifest = image.manifest();
            registry.putManifest(manifest, image.text(), manifest.digest().toString());
        }
        plan.indexes()
                .forEach((index, text) -> {
                    boolean last = index.digest().equals(plan.target().digest());
                    registry.putManifest(index, text, last ? tag : index.digest().toString());
                });
        return plan.target();
    }

    private void tellOfSubstitute(int missing) {
        progress.tell(
                new PushEvent.Notice(
                        "Not all of the index "
                                + plan.target().digest()
                                + " is in this store or in the registry ("
                                + missing
                                + (missing == 1 ? " manifest is" : " manifests are")
                                + " missing): only the image for "
                                + plan.instead().platform()
                                + " was pushed, "
                                + plan.instead().manifest().digest()));
    }

    /// The top layer first, as docker tells them.
    private void pushLayers(List<PushedImage> images, TaskGroup group) throws Exception {
        Map<Digest, Layer> layers = new LinkedHashMap<>();
        for (PushedImage image : images) {
            image.layers().reversed().forEach(l -> layers.putIfAbsent(l.blob().digest(), l));
        }
        List<Layer> all = new ArrayList<>(layers.values());
        all.forEach(layer -> progress.layer(layer.diffId(), LayerState.PREPARING));
        for (Layer layer : all) {
            group.fork(new LayerPush(registry, blobs, limits, progress, layer)::run);
        }
        group.join();
    }

    private void pushConfig(Descriptor config) {
        if (!registry.hasBlob(config)) {
            registry.upload(
                    config,
                    blobs.path(config.digest()),
                    new UploadListener() {
                        @Override
                        public void sent(long bytes) {}

                        @Override
                        public void retrying(int seconds) {}
                    });
        }
    }
}
