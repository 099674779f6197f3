package dev.varve.oci;

/// How much of any JSON from outside is accepted; [DocumentLimits] has what can be set.
final class Limits {
    static final int JSON_DEPTH = 64;

    /// Values, names and brackets of one JSON document: what bounds the memory for its tree.
    static final int JSON_TOKENS = 1_000_000;

    private Limits() {}
}
