package dev.varve.cli.client;

/// What is sent with a request.
sealed interface RequestBody {
    record None() implements RequestBody {}

    record Json(String text) implements RequestBody {}

    /// Bytes of unknown number that are made while they are sent. They can be sent only once.
    record Upload(Content content, String contentType) implements RequestBody {}
}
