package dev.varve.storage;

/// One path that a writable layer changed.
///
/// @param path raw bytes of the absolute path within the root file system, `/etc/hosts`, as ISO
///   8859-1 text so that no byte is lost
public record Change(String path, Kind kind) {
    /// What happened to it. The numbers are the wire's.
    public enum Kind {
        /// Content, metadata, or, for a directory, something below it.
        MODIFIED(0),
        ADDED(1),
        DELETED(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }
}
