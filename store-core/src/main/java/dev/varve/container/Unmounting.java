package dev.varve.container;

import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Conflict;
import dev.varve.index.ContainerTable;

import java.io.IOException;

/// Says why a root file system cannot be unmounted.
final class Unmounting {
    private Unmounting() {}

    static StoreException failure(ContainerTable.Row container, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        return why.contains("resource busy")
                ? new Conflict(
                        "cannot unmount container "
                                + container.name()
                                + ": somebody works in its root file system ("
                                + why
                                + "); end what runs there or leave the directory, then run the"
                                + " command again")
                : DiskFailures.of("unmount container " + container.name(), cause);
    }
}
