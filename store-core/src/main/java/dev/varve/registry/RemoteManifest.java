package dev.varve.registry;

import dev.varve.oci.Descriptor;

/// A manifest or index as a registry sent it.
///
/// @param descriptor its media type, digest and size
/// @param text the exact bytes, decoded as UTF-8 (a document that is not UTF-8 is refused)
/// @param source the host that it came from
public record RemoteManifest(Descriptor descriptor, String text, String source) {}
