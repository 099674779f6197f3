package dev.varve.gc;

import dev.varve.image.StoredImage;
import dev.varve.index.ImageMountTable;
import dev.varve.index.ImageTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.List;
import java.util.Optional;

/// The store as one transaction of the index sees it.
public final class IndexView implements RemovalView {
    private final Transaction transaction;
    private final ImageTable images;
    private final NameTable names;

    public IndexView(Transaction transaction) {
        this.transaction = transaction;
        this.images = new ImageTable(transaction);
        this.names = new NameTable(transaction);
    }

    @Override
    public Optional<StoredImage> image(Digest id) {
        return images.find(id);
    }

    @Override
    public List<Digest> children(Digest id) {
        return images.children(id);
    }

    @Override
    public List<ContainerUse> containersUsing(Digest id) {
        return ContainerUses.ofImage(transaction, id);
    }

    @Override
    public boolean isMounted(Digest id) {
        return new ImageMountTable(transaction).find(id).isPresent();
    }

    @Override
    public Optional<Digest> imageOf(Reference reference) {
        return names.find(reference).map(NameTable.Row::image);
    }

    @Override
    public boolean hasImage(Digest id) {
        return images.contains(id);
    }

    @Override
    public List<Digest> idsWithPrefix(String hexPrefix, int limit) {
        return images.withPrefix(hexPrefix, limit);
    }
}
