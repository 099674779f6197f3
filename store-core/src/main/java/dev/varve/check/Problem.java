package dev.varve.check;

/// Something in the store that is not as it should be.
///
/// @param object what is affected: a blob's digest, a layer's chainID, a name, a path
/// @param description what is wrong with it
/// @param cure what to do about it
public record Problem(String object, String description, String cure) {
    @Override
    public String toString() {
        return object + ": " + description;
    }
}
