package dev.varve.oci;

import java.time.Instant;
import java.util.Optional;

/// A step of an image's making, oldest first in the config.
///
/// @param emptyLayer whether the step made no layer
public record HistoryItem(
        Optional<Instant> created,
        String createdBy,
        String author,
        String comment,
        boolean emptyLayer) {}
