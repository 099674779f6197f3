package dev.varve.gc;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.List;

/// What one removal will do, to be carried out in one transaction and in this order.
///
/// @param image the image that was meant; every reference in the steps is one of its own
public record RemovalPlan(Digest image, List<Step> steps) {
    public RemovalPlan {
        steps = List.copyOf(steps);
    }

    /// One change to the store.
    public sealed interface Step {
        /// @param reported whether the user is told `Untagged:`
        /// @param event whether an `untag` event is sent
        record DropReference(Reference reference, boolean reported, boolean event)
                implements Step {}

        /// The image's last reference is gone before. Whoever carries this out adds the `Deleted:`
        /// of the layers that went with it, top layer first.
        record DeleteImage(Digest id) implements Step {}
    }
}
