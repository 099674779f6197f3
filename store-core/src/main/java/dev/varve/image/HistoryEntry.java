package dev.varve.image;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A row of an image's history, newest first.
///
/// @param image the image that ends with this step, when the store has it
/// @param size bytes of the layer that the step made, 0 for none
public record HistoryEntry(
        Optional<Digest> image,
        Optional<Instant> created,
        String createdBy,
        String comment,
        List<Reference> tags,
        long size) {}
