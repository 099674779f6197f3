package dev.varve.cli.template;

/// A pointer to nothing, of a known type.
///
/// @param typeName as messages show it, with its `*`
public record NilPointer(String typeName) {}
