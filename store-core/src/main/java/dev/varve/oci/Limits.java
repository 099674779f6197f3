package dev.varve.oci;

/// How much of a document from outside is accepted.
public final class Limits {
    public static final int MANIFEST_BYTES = 8 << 20;
    public static final int CONFIG_BYTES = 16 << 20;
    public static final int LAYERS = 500;
    public static final int INDEX_ENTRIES = 10_000;

    /// Indexes within indexes, the outermost counted.
    public static final int INDEX_DEPTH = 4;

    public static final int JSON_DEPTH = 64;

    /// Values, names and brackets of one JSON document: what bounds the memory for its tree.
    static final int JSON_TOKENS = 1_000_000;

    private Limits() {}
}
