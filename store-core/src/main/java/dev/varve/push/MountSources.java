package dev.varve.push;

import dev.varve.index.BlobTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.reference.Reference;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From which other repositories of a registry a blob can be had there. A digest reference is the
/// evidence: it says that the registry once had the manifest, and so the blob, in that repository;
/// a tag may never have been pushed.
final class MountSources {
    private static final int LIMIT = 3;

    private final Reference repository;
    private final BlobTable blobs;
    private final NameTable names;
    private final Map<Digest, Set<String>> ofDocument = new HashMap<>();

    MountSources(Transaction transaction, Reference repository) {
        this.repository = repository;
        this.blobs = new BlobTable(transaction);
        this.names = new NameTable(transaction);
    }

    /// Paths of repositories, at most three.
    List<String> of(Digest blob) {
        Set<String> paths = new LinkedHashSet<>();
        for (Digest document : blobs.parents(blob)) {
            paths.addAll(ofDocument(document, 0));
        }
        return paths.stream().limit(LIMIT).toList();
    }

    private Set<String> ofDocument(Digest document, int depth) {
        Set<String> known = ofDocument.get(document);
        if (known != null) {
            return known;
        }
        Set<String> paths = new LinkedHashSet<>();
        for (NameTable.Row name : names.ofTarget(document)) {
            Reference reference = name.reference();
            if (reference.digest().isPresent()
                    && reference.domain().equals(repository.domain())
                    && !reference.path().equals(repository.path())) {
                paths.add(reference.path());
            }
        }
        if (depth <= DocumentLimits.WIDEST.indexDepth()) {
            for (Digest index : blobs.parents(document)) {
                paths.addAll(ofDocument(index, depth + 1));
            }
        }
        ofDocument.put(document, paths);
        return paths;
    }
}
