package dev.varve.event;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.LabelFilter;
import dev.varve.reference.ReferenceParser;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Chooses events by dockerd's filters: all keys must hold, and of a key's values one, but of
/// labels every one. As with dockerd a key without values and a key that is not known hold for all
/// events.
public final class EventFilters implements Predicate<Event> {
    public static final EventFilters NONE = new EventFilters(Map.of());

    /// Every event that this daemon tells is its own.
    private static final String SCOPE = "local";

    /// Kinds of things whose name or ID may begin with the value. Varve has only the first, and
    /// dockerd compares the others with every event just the same.
    private static final Set<String> KINDS =
            Set.of(
                    "container",
                    "daemon",
                    "plugin",
                    "volume",
                    "network",
                    "node",
                    "service",
                    "secret",
                    "config");

    private final Map<String, List<String>> filters;
    private final List<LabelFilter> labels;

    /// @param filters as [dev.varve.image.FilterJson] reads them
    public EventFilters(Map<String, List<String>> filters) {
        this.filters = Map.copyOf(filters);
        this.labels = values("label").stream().map(LabelFilter::parse).toList();
    }

    @Override
    public boolean test(Event event) {
        return isOneOf("type", event.type())
                && isOneOf("event", event.action())
                && isOneOf("scope", SCOPE)
                && KINDS.stream().allMatch(kind -> isOfKind(kind, event))
                && isOfImage(event)
                && labels.stream().allMatch(label -> label.matches(event.attributes()));
    }

    private boolean isOneOf(String key, String value) {
        List<String> values = values(key);
        return values.isEmpty() || values.contains(value);
    }

    private boolean isOfKind(String kind, Event event) {
        List<String> values = values(kind);
        String name = event.attributes().getOrDefault("name", "");
        return values.isEmpty()
                || values.stream()
                        .anyMatch(v -> event.actorId().startsWith(v) || name.startsWith(v));
    }

    /// By ID or by name, with or without the tag; of a container it is its image that counts.
    private boolean isOfImage(Event event) {
        List<String> values = values("image");
        if (values.isEmpty()) {
            return true;
        }
        String attribute = event.type().equals("image") ? "name" : "image";
        String name = event.attributes().getOrDefault(attribute, "");
        return values.contains(event.actorId())
                || values.contains(name)
                || values.contains(withoutTag(event.actorId()))
                || values.contains(withoutTag(name));
    }

    private static String withoutTag(String name) {
        try {
            return ReferenceParser.parseNormalized(name).familiarName();
        } catch (InvalidArgument notAName) {
            return name;
        }
    }

    private List<String> values(String key) {
        return filters.getOrDefault(key, List.of());
    }
}
