package dev.varve.storage.overlay;

import dev.varve.storage.LayerKey;
import dev.varve.storage.home.DriverHome;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Makes writable layers, and finds them.
record OverlayWritables(OverlayLayout layout) {
    /// Every file is flushed for itself: what else is being written to the file system, such as an
    /// image on its way in, is not waited for.
    void create(LayerKey key, Optional<LayerKey> parent, String sidecar) throws IOException {
        Optional<String> lower =
                parent.isPresent()
                        ? Optional.of(layout.lowerBelow(parent.get()))
                        : Optional.empty();
        DriverHome home = layout.home();
        Path staged = DriverHome.makeNewDirectory(home.staged(key), 0710);
        DriverHome.makeDirectory(staged.resolve("diff"), 0755);
        DriverHome.writeDurableFile(staged.resolve("link"), OverlayLayout.newLink(), 0644);
        if (lower.isPresent()) {
            DriverHome.makeDirectory(staged.resolve("work"), 0700);
            DriverHome.writeDurableFile(staged.resolve("lower"), lower.get(), 0644);
        }
        DriverHome.writeDurableFile(staged.resolve("layer.json"), sidecar, 0644);
        DriverHome.flushNames(staged);
        home.publish(key, layout.published(key));
        layout.publishLink(key);
        DriverHome.flushNames(layout.links());
        DriverHome.flushNames(home.staging());
        DriverHome.flushNames(home.path());
    }

    LayerKey existing(LayerKey key) throws IOException {
        if (!layout.isWritable(key)) {
            throw new NoSuchFileException(
                    layout.published(key).toString(), null, "there is no such writable layer");
        }
        return key;
    }
}
