package dev.varve.storage;

import java.util.OptionalLong;

/// What a writable layer is made with.
///
/// @param sidecar text kept beside the layer, as a committed one's is
/// @param sizeLimit the bytes that its changes may take, at least 1; empty for no limit. Drivers
///   for which [StorageDriver#limitsSize] is false refuse one
public record WritableSpec(String sidecar, OptionalLong sizeLimit) {
    public static WritableSpec unlimited(String sidecar) {
        return new WritableSpec(sidecar, OptionalLong.empty());
    }

    /// For drivers that cannot limit a size.
    ///
    /// @throws UnsupportedOperationException when there is a limit
    public void refuseLimit(String driver) {
        if (sizeLimit.isPresent()) {
            throw new UnsupportedOperationException(
                    "the storage driver " + driver + " cannot limit the size of a writable layer");
        }
    }
}
