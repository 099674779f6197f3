package dev.varve.storage.whole;

import dev.varve.storage.Change;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.LayerKey;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tar.ChangesArchive;
import dev.varve.storage.tree.TreeChanges;
import dev.varve.storage.tree.TreeForm;
import dev.varve.storage.tree.TreeUsage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a layer's tree has that its parent's has not, found by comparing the two.
record TreeDifferences(WholeTreeLayout layout, TreeOrigin origin) {
    /// What differs, or all when the layer has no parent.
    DiskUsage usage(LayerKey key) throws IOException {
        Optional<Path> parent = layout.parent(key);
        try (Fd top = Open.directory(layout.tree(key))) {
            if (parent.isEmpty()) {
                return TreeUsage.of(top);
            }
            try (Fd base = Open.directory(parent.get())) {
                return TreeUsage.difference(top, base);
            }
        }
    }

    List<Change> changes(LayerKey key) throws IOException {
        Optional<Path> parent = layout.parent(layout.writable(key));
        try (Fd top = Open.directory(layout.tree(key))) {
            if (parent.isEmpty()) {
                return TreeChanges.of(top, TreeForm.WHOLE);
            }
            try (Fd base = Open.directory(parent.get())) {
                return TreeChanges.between(top, base, TreeForm.WHOLE, origin.likeDocker(made(key)));
            }
        }
    }

    void writeDiff(LayerKey key, OutputStream out) throws IOException {
        Optional<Path> parent = layout.parent(layout.writable(key));
        try (Fd top = Open.directory(layout.tree(key))) {
            if (parent.isEmpty()) {
                ChangesArchive.write(top, TreeChanges.of(top, TreeForm.WHOLE), out);
                return;
            }
            try (Fd base = Open.directory(parent.get())) {
                ChangesArchive.write(
                        top, ExactChanges.between(top, base, origin.exact(made(key))), out);
            }
        }
    }

    /// Tells when a writable layer's tree was there.
    private Stat made(LayerKey key) throws IOException {
        return Stat.at(Fd.CWD, Open.bytes(layout.meta(key, WholeTreeLayout.WRITABLE)));
    }
}
