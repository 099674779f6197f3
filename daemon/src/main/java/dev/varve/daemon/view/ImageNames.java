package dev.varve.daemon.view;

import dev.varve.reference.Reference;

import java.util.List;

/// The two lists in which Docker shows an image's references, in the order given.
record ImageNames(List<String> tags, List<String> digests) {
    static ImageNames of(List<Reference> references) {
        return new ImageNames(
                references.stream()
                        .filter(r -> r.digest().isEmpty() && r.tag().isPresent())
                        .map(Reference::familiar)
                        .toList(),
                references.stream()
                        .filter(r -> r.digest().isPresent())
                        .map(r -> r.asStored().familiar())
                        .toList());
    }
}
