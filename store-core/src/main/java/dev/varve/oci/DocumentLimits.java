package dev.varve.oci;

/// How much of a document from outside is accepted. Every refusal names the limit and the value.
///
/// @param manifestBytes of a manifest or an index
/// @param configBytes of an image's config
/// @param layers of an image
/// @param indexEntries manifests in an index
/// @param indexDepth indexes within indexes, the outermost counted
public record DocumentLimits(
        int manifestBytes, int configBytes, int layers, int indexEntries, int indexDepth) {
    public static final DocumentLimits DEFAULT =
            new DocumentLimits(8 << 20, 16 << 20, 500, 10_000, 4);

    /// The widest that can be set. They hold for what the store has accepted already, which has to
    /// stay readable when somebody narrows the limits.
    public static final DocumentLimits WIDEST =
            new DocumentLimits(64 << 20, 64 << 20, 10_000, 100_000, 8);
}
