package dev.varve.reference;

import dev.varve.oci.Digest;

/// What a text names that may be either an image ID in full or a reference.
public sealed interface ParsedName {
    record ById(Digest id) implements ParsedName {}

    /// @param reference as written: perhaps without tag and digest
    record ByName(Reference reference) implements ParsedName {}
}
