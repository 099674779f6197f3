package dev.varve.daemon.routes;

import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerDetails;
import dev.varve.container.ContainerPruneReport;
import dev.varve.container.ContainerSummary;
import dev.varve.container.CopyIn;
import dev.varve.container.CreateRequest;
import dev.varve.oci.Digest;
import dev.varve.storage.Change;
import dev.varve.storage.rootfs.PathStat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/// What [ContainerRoutes] needs of the store. Failures are [dev.varve.error.StoreException]; every
/// method may be called from many threads at once and may block.
///
/// `container` is what the user wrote: an ID, a name with or without docker's slash, or the start
/// of an ID. `filtersJson` is the parameter `filters` as it came, "" for none.
public interface ContainerBackend {
    /// @return the new container's ID
    String create(CreateRequest request);

    /// Newest first.
    ///
    /// @param all also containers at rest
    /// @param limit how many at most, 0 for no limit
    /// @param sizes whether to measure their files
    List<ContainerSummary> list(String filtersJson, boolean all, int limit, boolean sizes);

    ContainerDetails inspect(String container, boolean sizes);

    void rename(String container, String name);

    /// @param force also a mounted one
    void remove(String container, boolean force);

    ContainerPruneReport prune(String filtersJson);

    /// Sorted by path, each changed directory before what changed in it.
    List<Change> changes(String container);

    /// Writes the whole root file system as a tar.
    void export(String container, OutputStream out);

    PathStat stat(String container, String path);

    /// Writes what lies at a path as a tar.
    void copyOut(String container, String path, OutputStream out);

    /// @param tar in any compression; read to its end, not closed
    void copyIn(String container, CopyIn copy, InputStream tar);

    /// Makes an image of a container.
    ///
    /// @return its ID
    Digest commit(CommitRequest request);

    /// @return where the root file system is
    Path mount(String container);

    void unmount(String container);
}
