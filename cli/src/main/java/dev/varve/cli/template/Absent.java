package dev.varve.cli.template;

/// JSON's `null` where a list or a map of known type was expected: empty for a template, `null`
/// again in JSON.
public enum Absent {
    LIST,
    MAP,
}
