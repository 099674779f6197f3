package dev.varve.container;

import dev.varve.index.ContainerTable;

/// What a container does, in docker's word for it.
public enum ContainerState {
    /// At rest: nobody asked for its root file system to be mounted.
    CREATED("created"),
    /// Mounted.
    RUNNING("running");

    private final String word;

    ContainerState(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static ContainerState of(ContainerTable.Row row) {
        return row.attached().isPresent() ? RUNNING : CREATED;
    }
}
