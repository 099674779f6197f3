package dev.varve.rebuild;

/// Something that the index had and that could not be made again.
///
/// @param object what it is about
/// @param reason why not
/// @param cure what would bring it back
public record Unrestored(String object, String reason, String cure) {
    @Override
    public String toString() {
        return object + ": " + reason + "; " + cure;
    }
}
