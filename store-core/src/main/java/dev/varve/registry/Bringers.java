package dev.varve.registry;

import dev.varve.oci.Digest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which hosts brought the blobs of a session, and which mirrors brought wrong bytes. A blob may
/// come from several, one going on where another broke off; which of them was wrong cannot be told
/// then, and no mirror among them is asked for it again.
final class Bringers {
    private static final Logger log = LoggerFactory.getLogger(Bringers.class);

    private final Map<Digest, Set<HostConnection>> brought = new HashMap<>();
    private final Map<Digest, Set<HostConnection>> distrusted = new HashMap<>();

    synchronized void add(Digest blob, HostConnection host) {
        brought.computeIfAbsent(blob, digest -> new HashSet<>()).add(host);
    }

    /// Distrusts the mirrors that brought some of a blob.
    ///
    /// @return whether there was one
    synchronized boolean distrust(Digest blob) {
        Set<HostConnection> wrong = brought.getOrDefault(blob, new HashSet<>());
        brought.remove(blob);
        wrong.removeIf(host -> !host.host().mirror());
        for (HostConnection host : wrong) {
            log.warn("{} brought bytes that do not fit {}; not asked for it again", host, blob);
        }
        distrusted.computeIfAbsent(blob, digest -> new HashSet<>()).addAll(wrong);
        return !wrong.isEmpty();
    }

    synchronized boolean isDistrusted(Digest blob, HostConnection host) {
        return distrusted.getOrDefault(blob, Set.of()).contains(host);
    }
}
