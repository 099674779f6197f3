package dev.varve.container;

import dev.varve.event.Event;
import dev.varve.event.EventLog;
import dev.varve.index.ContainerTable;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// Words what happens to containers as docker does: the attributes are the container's labels, and
/// `image` and `name`, which hide labels of those keys. Docker starts and kills; `mount` and
/// `unmount` are Varve's own words.
public final class ContainerEvents {
    private static final String TYPE = "container";

    private final EventLog log;
    private final Clock clock;

    public ContainerEvents(EventLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    void publish(String action, ContainerTable.Row container) {
        publish(action, container, Map.of());
    }

    /// @param more attributes of this action
    void publish(String action, ContainerTable.Row container, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(container.config().labels());
        attributes.put("image", container.imageText());
        attributes.put("name", container.name());
        attributes.putAll(more);
        log.publish(new Event(TYPE, action, container.id(), attributes, clock.instant()));
    }

    void pruned(long reclaimed) {
        log.publish(
                new Event(
                        TYPE,
                        "prune",
                        "",
                        Map.of("reclaimed", Long.toString(reclaimed)),
                        clock.instant()));
    }
}
