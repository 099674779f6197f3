package dev.varve.pull;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// How far blobs and layers are, for all pulls that wait for them: one pull tells, every pull that
/// wants the same hears it. Who begins to listen late hears the latest at once.
final class LayerNews {
    /// Listens until it is closed.
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Topic {
        final Map<Object, Consumer<PullEvent>> listeners = new LinkedHashMap<>();
        @Nullable PullEvent latest;
    }

    private final Map<Object, Topic> topics = new HashMap<>();

    /// @param topic what the news is about, by value
    /// @param listener must neither wait nor throw: it is called by whoever does the work
    Subscription subscribe(Object topic, Consumer<PullEvent> listener) {
        Object key = new Object();
        Topic found;
        synchronized (topics) {
            found = topics.computeIfAbsent(topic, t -> new Topic());
            synchronized (found) {
                found.listeners.put(key, listener);
            }
        }
        synchronized (found) {
            if (found.latest != null) {
                listener.accept(found.latest);
            }
        }
        return () -> unsubscribe(topic, key);
    }

    private void unsubscribe(Object topic, Object key) {
        synchronized (topics) {
            Topic found = topics.get(topic);
            if (found == null) {
                return;
            }
            synchronized (found) {
                found.listeners.remove(key);
                if (found.listeners.isEmpty()) {
                    topics.remove(topic);
                }
            }
        }
    }

    /// Tells everybody who listens; what nobody listens to is forgotten.
    void publish(Object topic, PullEvent event) {
        Topic found;
        synchronized (topics) {
            found = topics.get(topic);
        }
        if (found == null) {
            return;
        }
        synchronized (found) {
            found.latest = event;
            found.listeners.values().forEach(listener -> listener.accept(event));
        }
    }
}
