package dev.varve.image;

import dev.varve.oci.ImageConfig;

import java.util.Map;

/// Everything that an inspection shows.
///
/// @param driver the storage driver that holds the image's layers
/// @param driverData what the driver says of the top layer, in docker's keys; empty for none
public record ImageDetails(
        StoredImage image, ImageConfig config, String driver, Map<String, String> driverData) {}
