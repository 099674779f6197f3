package dev.varve.archive;

import dev.varve.image.change.DockerfileChanges;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;

import java.util.Optional;

/// What an import is to make of a root file system's tar.
///
/// @param name with a tag
/// @param message kept as the image's comment; "" for the usual one
/// @param platform empty for this host's
public record ImportRequest(
        Optional<Reference> name,
        String message,
        DockerfileChanges changes,
        Optional<Platform> platform) {}
