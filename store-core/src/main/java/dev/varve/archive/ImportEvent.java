package dev.varve.archive;

/// What an import from a URL tells while it runs.
public sealed interface ImportEvent {
    /// The server answered.
    record Downloading(String url) implements ImportEvent {}

    /// @param total 0 where unknown
    record Importing(long current, long total) implements ImportEvent {}
}
