package dev.varve.event;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/// Words what happens to images as docker does: the attributes are the image's labels, as far as it
/// can be found, and `name`, which hides a label of that key.
public final class ImageEvents {
    private static final String TYPE = "image";

    private final EventLog log;
    private final Clock clock;

    public ImageEvents(EventLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// A pull or a push, which docker tells by the reference that was asked for.
    public Event ofReference(String action, Reference asked, Map<String, String> labels) {
        return event(action, asked.familiar(), named(asked.familiarName(), labels));
    }

    /// The image has one more tag.
    public Event tag(Digest image, Reference tag, Map<String, String> labels) {
        return event("tag", image.toString(), named(tag.familiar(), labels));
    }

    /// Everything else: `untag`, `delete`, `load`, `save`, `import`, `create`.
    public Event ofImage(String action, Digest image, Map<String, String> labels) {
        return event(action, image.toString(), named(image.toString(), labels));
    }

    /// @param reclaimed bytes
    public Event prune(long reclaimed) {
        return event("prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
    }

    /// See [EventLog#publish].
    public void publish(Event event) {
        log.publish(event);
    }

    private Event event(String action, String actorId, Map<String, String> attributes) {
        return new Event(TYPE, action, actorId, attributes, clock.instant());
    }

    private static Map<String, String> named(String name, Map<String, String> labels) {
        Map<String, String> attributes = new LinkedHashMap<>(labels);
        attributes.put("name", name);
        return attributes;
    }
}
