package dev.varve.registry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Bearer tokens that are still good, by what they are good for. Those who need the same token at
/// the same time fetch it once. How long they are good is counted by a clock that nobody sets.
final class TokenCache {
    /// Taken off a token's life, so that it does not end on its way.
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final int CROWDED = 256;

    private final LongSupplier nanos;
    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();

    /// @param nanos as [System#nanoTime]
    TokenCache(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// @param scope "" for a login, which asks for an identity token and not for access
    record Key(String realm, String service, String scope, Credentials credentials) {}

    /// As a token server gives it.
    ///
    /// @param refresh an identity token that came along, "" for none
    record Token(String value, Duration lifetime, String refresh) {
        @Override
        public String toString() {
            return "Token[" + lifetime + "]";
        }
    }

    /// Asks a token server.
    @FunctionalInterface
    interface Source {
        Token fetch() throws RegistryFailure;
    }

    /// @param refused a token that the registry no longer takes, null if there was none
    String get(Key key, @Nullable String refused, Source source) throws RegistryFailure {
        Slot slot = slots.computeIfAbsent(key, k -> new Slot());
        synchronized (slot) {
            if (!slot.isGood(nanos.getAsLong()) || slot.value.equals(refused)) {
                Token token = source.fetch();
                slot.keep(token, nanos.getAsLong());
            }
            dropExpiredWhenCrowded();
            return slot.value;
        }
    }

    private void dropExpiredWhenCrowded() {
        if (slots.size() > CROWDED) {
            long now = nanos.getAsLong();
            slots.values().removeIf(slot -> !slot.isGood(now));
        }
    }

    private static final class Slot {
        private volatile String value = "";
        private volatile long since;
        private volatile long life;

        void keep(Token token, long now) {
            life = 0; // so that nobody takes an old one for new
            since = now;
            value = token.value();
            life = token.lifetime().minus(MARGIN).toNanos();
        }

        boolean isGood(long now) {
            return now - since < life;
        }
    }
}
