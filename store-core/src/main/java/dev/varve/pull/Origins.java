package dev.varve.pull;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistrySession.Source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says where the layers of a pull came from: always in the log, and to the user when a mirror
/// served one of them.
final class Origins {
    private static final Logger log = LoggerFactory.getLogger(Origins.class);

    private Origins() {}

    /// @param fetched what was missing before, bottom first
    static void tell(
            Reference reference,
            List<Descriptor> fetched,
            Map<Digest, Source> sources,
            PullProgress progress) {
        Map<String, List<Digest>> byUrl = new LinkedHashMap<>();
        boolean mirrored = false;
        for (Descriptor blob : fetched) {
            Source source = sources.get(blob.digest());
            if (source != null) {
                byUrl.computeIfAbsent(source.url(), url -> new ArrayList<>()).add(blob.digest());
                mirrored |= source.mirror();
            }
        }
        for (Map.Entry<String, List<Digest>> from : byUrl.entrySet()) {
            log.info("{}: layers from {}: {}", reference, from.getKey(), from.getValue());
            if (mirrored) {
                progress.tell(new PullEvent.Origin(from.getKey(), List.copyOf(from.getValue())));
            }
        }
    }
}
