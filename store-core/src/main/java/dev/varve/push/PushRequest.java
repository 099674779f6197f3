package dev.varve.push;

import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.registry.Credentials;

import java.util.Optional;

/// @param reference a tag; a name alone means all its tags
/// @param platform to push only the image for it, without the index around it
/// @param credentials for the reference's registry, from the caller
public record PushRequest(
        Reference reference, Optional<Platform> platform, Credentials credentials) {}
