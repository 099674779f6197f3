package dev.varve.image;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.List;
import java.util.Optional;

/// What the store knows by name and by ID.
public interface ImageNames {
    /// The image that a stored name means; see [Reference#asStored].
    Optional<Digest> imageOf(Reference reference);

    boolean hasImage(Digest id);

    /// At most `limit` IDs whose hexadecimal digits start so.
    List<Digest> idsWithPrefix(String hexPrefix, int limit);
}
