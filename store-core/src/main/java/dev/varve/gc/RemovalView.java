package dev.varve.gc;

import dev.varve.image.ImageNames;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;

import java.util.List;
import java.util.Optional;

/// What the rm algorithm must know of the store. All answers are of one moment: of one transaction,
/// or of a plan's imagined state.
public interface RemovalView extends ImageNames {
    Optional<StoredImage> image(Digest id);

    /// The images whose recorded parent this is.
    List<Digest> children(Digest id);

    /// In an order that does not change, so that messages do not either.
    List<ContainerUse> containersUsing(Digest id);

    /// Whether it is mounted without a container.
    boolean isMounted(Digest id);

    @Override
    default boolean hasImage(Digest id) {
        return image(id).isPresent();
    }
}
