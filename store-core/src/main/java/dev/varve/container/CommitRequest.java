package dev.varve.container;

import dev.varve.image.change.DockerfileChanges;
import dev.varve.image.config.RunConfig;
import dev.varve.reference.Reference;

import java.util.Optional;

/// What a commit is to make of a container.
///
/// @param container as the user named it
/// @param name with a tag; none leaves the image without one
/// @param comment of the new step in the image's history, "" for none
/// @param author "" for none
/// @param config what goes over the container's own config; empty for just that
/// @param changes to be made to the config
public record CommitRequest(
        String container,
        Optional<Reference> name,
        String comment,
        String author,
        Optional<RunConfig> config,
        DockerfileChanges changes) {}
