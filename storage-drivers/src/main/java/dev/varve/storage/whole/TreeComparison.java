package dev.varve.storage.whole;

import dev.varve.storage.Change;
import dev.varve.storage.DiskUsage;
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

/// A tree beside the one that it was made from.
///
/// @param base empty when it was made from nothing
public record TreeComparison(Path tree, Optional<Path> base, TreeOrigin origin) {
    /// What differs, or all when it was made from nothing.
    public DiskUsage usage() throws IOException {
        try (Fd top = Open.directory(tree)) {
            if (base.isEmpty()) {
                return TreeUsage.of(top);
            }
            try (Fd old = Open.directory(base.get())) {
                return TreeUsage.difference(top, old);
            }
        }
    }

    /// @param made tells when the tree was there
    public List<Change> changes(Stat made) throws IOException {
        try (Fd top = Open.directory(tree)) {
            if (base.isEmpty()) {
                return TreeChanges.of(top, TreeForm.WHOLE);
            }
            try (Fd old = Open.directory(base.get())) {
                return TreeChanges.between(top, old, TreeForm.WHOLE, origin.likeDocker(made));
            }
        }
    }

    public void writeDiff(Stat made, OutputStream out) throws IOException {
        try (Fd top = Open.directory(tree)) {
            if (base.isEmpty()) {
                ChangesArchive.write(top, TreeChanges.of(top, TreeForm.WHOLE), out);
                return;
            }
            try (Fd old = Open.directory(base.get())) {
                ChangesArchive.write(top, ExactChanges.between(top, old, origin.exact(made)), out);
            }
        }
    }
}
