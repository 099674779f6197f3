package dev.varve.pull;

import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.registry.Credentials;

import java.util.Optional;

/// @param reference a name alone means all its tags
/// @param platform what the user asked for; empty for this host's
/// @param credentials for the reference's registry, from the caller
/// @param tag beside a digest: to be kept, too, if it means that digest in the registry
public record PullRequest(
        Reference reference,
        Optional<Platform> platform,
        Credentials credentials,
        Optional<String> tag) {
    public PullRequest(Reference reference, Optional<Platform> platform, Credentials credentials) {
        this(reference, platform, credentials, Optional.empty());
    }
}
