package dev.varve.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a check finds while it goes on.
final class Findings {
    static final String BRING_AGAIN = "remove the images that have it and pull or load them again";
    static final String RESTART = "start varved again, which removes what nothing names";
    static final String RECREATE = "remove the container and create it again";
    static final String INDEX = "stop varved and put back a copy of the root made before";

    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<String> unchecked = new LinkedHashSet<>();
    int blobsRead;
    int layersRead;

    void add(Object object, String description, String cure) {
        problems.add(new Problem(object.toString(), description, cure));
    }

    void unchecked(String sentence) {
        unchecked.add(sentence);
    }

    List<Problem> problems() {
        return new ArrayList<>(problems);
    }

    CheckReport report(CheckLevel level, int blobs, int layers) {
        return new CheckReport(
                level,
                List.copyOf(problems),
                List.copyOf(unchecked),
                blobs,
                blobsRead,
                layers,
                layersRead);
    }
}
