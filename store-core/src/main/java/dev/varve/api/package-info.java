/// The wire records of the Docker Engine API, one set for the daemon and the command line: what
/// goes over the socket, with IDs as plain strings and "" where Go leaves a string empty.
///
/// Nothing here knows the rest of the project, and JSON is written with jackson-core's streaming
/// classes and read with [JsonInput], so that the command line starts fast. Readers skip fields
/// that they do not know; what depends on the negotiated version is decided here, by [ApiVersion].
@NullMarked
package dev.varve.api;

import org.jspecify.annotations.NullMarked;
