package dev.varve.push;

import dev.varve.content.BlobStore;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.push.PushEvent.LayerState;
import dev.varve.push.PushedImage.Layer;
import dev.varve.registry.PushSession;
import dev.varve.registry.PushSession.UploadListener;

/// Brings one layer's blob into the registry's repository in the cheapest way: it is there, it is
/// in another repository of the registry, or it is uploaded.
final class LayerPush {
    private final PushSession registry;
    private final BlobStore blobs;
    private final PushLimits limits;
    private final PushProgress progress;
    private final Layer layer;

    LayerPush(
            PushSession registry,
            BlobStore blobs,
            PushLimits limits,
            PushProgress progress,
            Layer layer) {
        this.registry = registry;
        this.blobs = blobs;
        this.limits = limits;
        this.progress = progress;
        this.layer = layer;
    }

    void run() throws InterruptedException {
        if (!limits.uploads().tryAcquire()) {
            progress.layer(layer.diffId(), LayerState.WAITING);
            limits.uploads().acquire();
        }
        try {
            push();
        } finally {
            limits.uploads().release();
        }
    }

    private void push() {
        Descriptor blob = layer.blob();
        Digest shown = layer.diffId();
        if (registry.hasBlob(blob)) {
            progress.layer(shown, LayerState.ALREADY_EXISTS);
            return;
        }
        for (String from : layer.mountable()) {
            if (registry.mount(blob, from)) {
                progress.mounted(shown, from);
                return;
            }
        }
        registry.upload(
                blob,
                blobs.path(blob.digest()),
                new UploadListener() {
                    @Override
                    public void sent(long bytes) {
                        progress.pushing(shown, bytes, blob.size());
                    }

                    @Override
                    public void retrying(int seconds) {
                        progress.tell(new PushEvent.Retrying(shown, seconds));
                    }
                });
        progress.layer(shown, LayerState.PUSHED);
    }
}
