package dev.varve.registry.hosts;

/// What a host may be asked for.
public enum Capability {
    /// Content by digest.
    PULL,

    /// What a tag means.
    RESOLVE,

    /// To take content.
    PUSH
}
