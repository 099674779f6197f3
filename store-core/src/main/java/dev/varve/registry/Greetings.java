package dev.varve.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// What hosts have lately said to `/v2/`, so that not every pull asks that first: it costs a whole
/// way to the registry and back. Nothing rests on it: a host that has changed its mind says so with
/// a 401, and when nothing comes of it the host is greeted after all.
final class Greetings {
    private static final long LIFE = Duration.ofMinutes(5).toNanos();
    private static final int CROWDED = 256;

    private record Greeting(List<Challenge> challenges, long since) {}

    private final LongSupplier nanos;
    private final Map<RegistryHost, Greeting> greetings = new ConcurrentHashMap<>();

    /// @param nanos as [System#nanoTime]
    Greetings(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// @return what the host asks for, nothing in most cases; empty when it has to be greeted
    Optional<List<Challenge>> of(RegistryHost host) {
        Greeting greeting = greetings.get(host);
        return greeting == null || isOver(greeting)
                ? Optional.empty()
                : Optional.of(greeting.challenges());
    }

    void remember(RegistryHost host, List<Challenge> challenges) {
        if (greetings.size() >= CROWDED) {
            greetings.values().removeIf(this::isOver);
        }
        if (greetings.size() < CROWDED || greetings.containsKey(host)) {
            greetings.put(host, new Greeting(List.copyOf(challenges), nanos.getAsLong()));
        }
    }

    void forget(RegistryHost host) {
        greetings.remove(host);
    }

    private boolean isOver(Greeting greeting) {
        return nanos.getAsLong() - greeting.since() > LIFE;
    }
}
