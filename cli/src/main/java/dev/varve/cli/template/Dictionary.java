package dev.varve.cli.template;

import java.util.Map;

/// A map from free text to text, such as an image's labels: a key that it lacks has no value where
/// a missing field of anything else is an error.
public record Dictionary(Map<String, ?> entries) {}
