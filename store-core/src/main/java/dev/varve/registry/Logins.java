package dev.varve.registry;

import dev.varve.reference.Reference;

import java.util.Map;

/// What a caller gives for several registries at once: each gets its own, and no other.
///
/// @param byDomain by the domain of a reference, `docker.io` for Docker Hub
public record Logins(Map<String, Credentials> byDomain) {
    public static final Logins NONE = new Logins(Map.of());

    public Logins {
        byDomain = Map.copyOf(byDomain);
    }

    /// Those for the registry of a reference.
    public Credentials of(Reference reference) {
        return byDomain.getOrDefault(reference.domain(), new Credentials.Anonymous());
    }
}
