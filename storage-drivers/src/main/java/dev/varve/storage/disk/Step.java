package dev.varve.storage.disk;

/// One change of the disk that is about to be made.
///
/// @param path what is changed, absolute; a name that is no text stands there byte for byte as ISO
///   8859-1
/// @param detail the target of a rename, the command of a program; else empty
/// @param length how many bytes are written; 0 for all but a write
public record Step(Verb verb, String path, String detail, long length) {
    @Override
    public String toString() {
        return verb + " " + path + (detail.isEmpty() ? "" : " " + detail);
    }
}
