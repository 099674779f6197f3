package dev.varve.registry;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Bearer tokens that are still good, by what they are good for. Those who need the same token at
/// the same time fetch it once.
final class TokenCache {
    /// Taken off a token's life, so that it does not end on its way.
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final int CROWDED = 256;

    private final Clock clock;
    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();

    TokenCache(Clock clock) {
        this.clock = clock;
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
            if (!slot.isGood(clock.instant()) || slot.value.equals(refused)) {
                Token token = source.fetch();
                slot.value = token.value();
                slot.expires = clock.instant().plus(token.lifetime()).minus(MARGIN);
            }
            dropExpiredWhenCrowded();
            return slot.value;
        }
    }

    private void dropExpiredWhenCrowded() {
        if (slots.size() > CROWDED) {
            Instant now = clock.instant();
            slots.values().removeIf(slot -> !slot.isGood(now));
        }
    }

    private static final class Slot {
        private volatile String value = "";
        private volatile Instant expires = Instant.MIN;

        boolean isGood(Instant now) {
            return now.isBefore(expires);
        }
    }
}
