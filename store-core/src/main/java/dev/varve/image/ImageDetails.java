package dev.varve.image;

import dev.varve.oci.Descriptor;
import dev.varve.oci.ImageConfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that an inspection shows.
///
/// @param artifact for an artifact its manifest's descriptor and its type
/// @param driver the storage driver that holds the image's layers
/// @param driverData what the driver says of the top layer, in docker's keys; empty for none
/// @param damage what a check has found wrong with it: sentences
public record ImageDetails(
        StoredImage image,
        ImageConfig config,
        Optional<Artifact> artifact,
        String driver,
        Map<String, String> driverData,
        List<String> damage) {
    /// What an artifact is.
    public record Artifact(Descriptor manifest, String type) {}
}
