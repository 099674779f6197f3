package dev.varve.registry;

import java.time.Duration;

/// How long the client waits.
///
/// @param connect for a connection
/// @param answer from the request to the end of the answer's headers
/// @param stall for the next byte of a body; the JDK's client has no limit of its own for that
public record Patience(Duration connect, Duration answer, Duration stall) {
    public static final Patience STANDARD =
            new Patience(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(30));

    public Patience withStall(Duration limit) {
        return new Patience(connect, answer, limit);
    }
}
