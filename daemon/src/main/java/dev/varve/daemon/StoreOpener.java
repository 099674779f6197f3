package dev.varve.daemon;

import dev.varve.daemon.routes.ArchiveBackend;
import dev.varve.daemon.routes.ContainerBackend;
import dev.varve.daemon.routes.ImageBackend;
import dev.varve.daemon.routes.ImageMountBackend;
import dev.varve.daemon.routes.RegistryBackend;
import dev.varve.daemon.routes.SystemBackend;
import dev.varve.event.EventLog;

import java.io.IOException;

/// Opens the store that the daemon serves.
@FunctionalInterface
public interface StoreOpener {
    OpenStore open(DaemonConfig config) throws IOException;

    /// A store in use.
    interface OpenStore extends AutoCloseable {
        ImageBackend images();

        ArchiveBackend archives();

        SystemBackend system();

        ImageMountBackend imageMounts();

        ContainerBackend containers();

        EventLog events();

        RegistryBackend registries();

        /// Asks everything that runs in the store, pulls above all, to end soon. Does not wait.
        void cancel();

        /// Ends what still runs, and leaves the store in order.
        @Override
        void close() throws IOException;
    }
}
