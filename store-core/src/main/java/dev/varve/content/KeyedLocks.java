package dev.varve.content;

import dev.varve.error.StoreException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// One lock for each key that somebody holds or waits for. May be released by another thread than
/// the one that took it.
final class KeyedLocks<K> {
    private static final class Entry {
        final Semaphore semaphore = new Semaphore(1);
        int users;
    }

    private final Map<K, Entry> entries = new HashMap<>();

    /// Waits for the key. The caller must run the result exactly once to let go.
    Runnable lock(K key) {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, k -> new Entry());
            entry.users++;
        }
        try {
            entry.semaphore.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(key, entry);
            throw new StoreException.Cancelled("interrupted while waiting for " + key);
        }
        return () -> {
            entry.semaphore.release();
            leave(key, entry);
        };
    }

    /// Takes the key if nobody has it.
    Optional<Runnable> tryLock(K key) {
        synchronized (entries) {
            return entries.containsKey(key) ? Optional.empty() : Optional.of(lock(key));
        }
    }

    private void leave(K key, Entry entry) {
        synchronized (entries) {
            entry.users--;
            if (entry.users == 0) {
                entries.remove(key);
            }
        }
    }
}
