package dev.varve.daemon.view;

import dev.varve.api.ApiVersion;
import dev.varve.api.EventMessage;
import dev.varve.event.Event;

import java.time.Instant;

/// Events in Docker's shape.
public final class EventView {
    private EventView() {}

    public static EventMessage of(Event event) {
        Instant time = event.time();
        return new EventMessage(
                event.type(),
                event.action(),
                event.actorId(),
                event.attributes(),
                "local",
                time.getEpochSecond(),
                time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }

    /// Whether clients of this version are told of the event: the creation of an image is from 1.46
    /// on.
    public static boolean isFor(Event event, ApiVersion version) {
        return version.atLeast(46)
                || !event.type().equals("image")
                || !event.action().equals("create");
    }
}
