package dev.varve.daemon.view;

import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.List;

/// The two lists in which Docker shows an image's references, in the order given.
record ImageNames(List<String> tags, List<String> digests) {
    static ImageNames of(List<Reference> references) {
        List<String> tags = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        for (Reference reference : references) {
            if (reference.digest().isPresent()) {
                digests.add(reference.asStored().familiar());
            } else if (reference.tag().isPresent()) {
                tags.add(reference.familiar());
            }
        }
        return new ImageNames(tags, digests);
    }
}
