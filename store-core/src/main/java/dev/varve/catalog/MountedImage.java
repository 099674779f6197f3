package dev.varve.catalog;

import dev.varve.image.StoredImage;

import java.nio.file.Path;
import java.time.Instant;

/// An image that is mounted without a container.
///
/// @param path where
/// @param driver whose layers are shown
public record MountedImage(StoredImage image, Path path, String driver, Instant since) {}
