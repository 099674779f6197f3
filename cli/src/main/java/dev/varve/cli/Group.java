package dev.varve.cli;

import java.util.Optional;

/// The words that verbs stand below.
enum Group {
    IMAGE("image", "Manage images"),
    CONTAINER("container", "Manage containers, writable layers over images"),
    SYSTEM("system", "Manage Varve");

    private final String word;
    private final String summary;

    Group(String word, String summary) {
        this.word = word;
        this.summary = summary;
    }

    static Optional<Group> of(String word) {
        for (Group group : values()) {
            if (group.word.equals(word)) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    String word() {
        return word;
    }

    String summary() {
        return summary;
    }
}
