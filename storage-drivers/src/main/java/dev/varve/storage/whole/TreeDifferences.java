package dev.varve.storage.whole;

import dev.varve.storage.Change;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.LayerKey;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What a layer's tree has that its parent's has not, found by comparing the two.
record TreeDifferences(WholeTreeLayout layout, TreeOrigin origin) {
    DiskUsage usage(LayerKey key) throws IOException {
        return comparison(key).usage();
    }

    List<Change> changes(LayerKey key) throws IOException {
        return comparison(layout.writable(key)).changes(made(key));
    }

    void writeDiff(LayerKey key, OutputStream out) throws IOException {
        comparison(layout.writable(key)).writeDiff(made(key), out);
    }

    private TreeComparison comparison(LayerKey key) throws IOException {
        return new TreeComparison(layout.tree(key), layout.parent(key), origin);
    }

    /// Tells when a writable layer's tree was there.
    private Stat made(LayerKey key) throws IOException {
        return Stat.at(Fd.CWD, Open.bytes(layout.meta(key, WholeTreeLayout.WRITABLE)));
    }
}
