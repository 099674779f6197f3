package dev.varve.event;

import java.time.Instant;
import java.util.Map;

/// One thing that happened to an image or a container, in docker's words.
///
/// @param type `image` or `container`
/// @param action `pull`, `tag`, `untag`, `delete`, `create`, `destroy`, ...
/// @param actorId what it happened to: a full ID, for pull and push the familiar reference, "" for
///   prune
/// @param attributes in docker's keys
public record Event(
        String type, String action, String actorId, Map<String, String> attributes, Instant time) {
    public Event {
        attributes = Map.copyOf(attributes);
    }
}
