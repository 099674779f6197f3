package dev.varve.registry;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Platform;

import java.util.List;

/// What a registry has under a reference, without fetching it.
///
/// @param descriptor of the manifest, or of the index when there is one
/// @param platforms in the order of the index
public record RemoteDescription(Descriptor descriptor, List<Platform> platforms) {}
