package dev.varve.gc;

import dev.varve.oci.Digest;

/// One thing that a removal did, in the order in which it was done.
public sealed interface Removal {
    /// @param reference familiar form of the tag or digest reference that is gone
    record Untagged(String reference) implements Removal {}

    /// @param digest an image ID or a chainID that is gone
    record Deleted(Digest digest) implements Removal {}
}
