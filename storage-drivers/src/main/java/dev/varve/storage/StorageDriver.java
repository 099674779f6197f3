package dev.varve.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps unpacked layers on one file system, under one directory, in one way (overlay2, vfs, ...).
///
/// The life of a layer: [#prepare] makes a private staging directory, the caller fills it (see
/// [dev.varve.storage.tar.LayerApplier]), and [#commit] makes it durable and immutable, or
/// [#remove] throws it away. A layer that was prepared but not committed never becomes visible
/// under its final path, survives no restart that calls [#sweepStaging], and is never a parent of a
/// committed one: `commit` takes a whole batch, parents before children.
///
/// Duties of every driver:
/// - All methods may be called from several threads at once, for different keys.
/// - `commit` returns only when every byte and name of the batch survives a power cut (one `syncfs`
///   for the batch, then the renames, then one `fsync` of the directory). A failed flush is a
///   failed commit.
/// - `remove` is idempotent, accepts committed and staged keys alike, and detaches what is mounted
///   first.
/// - `list` names what lies on disk, committed layers only, so that the store can find orphans.
/// - No method writes outside the driver's directory.
public interface StorageDriver extends AutoCloseable {
    /// The driver's name as dockerd spells it, which is also the name of its directory under the
    /// root: `overlay2`.
    String name();

    /// Whether a layer can be filled before its parent is. True for drivers that store differences
    /// (overlay2), false for those that start from a copy or snapshot of the parent (vfs, btrfs,
    /// zfs); then layers must be filled in order, each after its parent was filled.
    boolean layersAreIndependent();

    /// Makes a staging directory for a layer on top of `parent`, which is committed or prepared
    /// already.
    ActiveLayer prepare(LayerKey key, Optional<LayerKey> parent) throws IOException;

    /// Throws away what was put into a prepared layer, to fill it again. What was prepared on top
    /// of it stays on it, if layers are independent.
    default ActiveLayer prepareAgain(LayerKey key, Optional<LayerKey> parent) throws IOException {
        remove(List.of(key));
        return prepare(key, parent);
    }

    /// Writes out what has been put into staged layers so far, so that [#commit] has less to wait
    /// for. May be left out, and may run while they are being filled.
    default void writeBack() throws IOException {}

    /// Makes prepared and filled layers durable and immutable, all of them or, after a crash, any
    /// number of the first.
    ///
    /// @param batch the layers with their sidecars, parents before children
    void commit(List<CommittedLayer> batch) throws IOException;

    /// Removes layers, children before parents. Keys that do not exist are no error.
    void remove(Collection<LayerKey> keys) throws IOException;

    /// Shows the whole tree of a layer and its parents until the view is closed: read-only for a
    /// committed layer, for reading and writing for a writable one.
    RootfsMount mount(LayerKey key) throws IOException;

    /// Shows a committed layer as [#prepare] gave it to be filled: what is in it is what unpacking
    /// the layer makes.
    default RootfsMount filled(LayerKey key) throws IOException {
        return mount(key);
    }

    /// What is wrong with the small files that the driver itself keeps about a committed layer:
    /// sentences, none when all is well.
    default List<String> flaws(LayerKey key, Optional<LayerKey> parent) throws IOException {
        return List.of();
    }

    /// Whether [#replace] works here.
    default boolean replacesLayers() {
        return false;
    }

    /// Gives a damaged layer the files and the sidecar of a committed one that was unpacked from
    /// the same bytes. What lies on the damaged one goes on lying on it; `fresh` is then good for
    /// [#remove] only. Durable when this returns; a crash leaves the old files or the new ones.
    /// Nobody may have the layer mounted.
    ///
    /// @param damaged keeps its key; may have lost its directory
    /// @param parent of the damaged one
    default void replace(LayerKey damaged, Optional<LayerKey> parent, LayerKey fresh)
            throws IOException {
        throw new UnsupportedOperationException(name() + " cannot replace a layer");
    }

    /// Bytes of the layer alone, without its parents, as `docker image ls` counts them for this
    /// driver.
    DiskUsage usage(LayerKey key) throws IOException;

    /// What `GraphDriver.Data` of an image's inspection holds for its top layer, in docker's keys;
    /// empty for none.
    Map<String, String> describe(LayerKey key) throws IOException;

    /// The rows that `info` shows about the driver, as `DriverStatus` has them: `Backing
    /// Filesystem` and the like.
    Map<String, String> status();

    /// Keys of all committed layers on disk.
    List<LayerKey> list() throws IOException;

    /// The sidecar of a layer, committed or writable, as [CommittedLayer#sidecar] or
    /// [WritableSpec#sidecar] gave it, or empty when the layer or it is missing.
    Optional<String> sidecar(LayerKey key) throws IOException;

    /// Makes an empty writable layer on top of a committed one, or on nothing. Durable when this
    /// returns. It is never a parent.
    ///
    /// @throws UnsupportedOperationException when `spec` has a size limit and [#limitsSize] is
    ///   false
    /// @throws IllegalArgumentException when its size limit is less than the driver's options
    ///   allow, with a message for the user
    void createWritable(LayerKey key, Optional<LayerKey> parent, WritableSpec spec)
            throws IOException;

    /// Whether the size of a writable layer can be limited here.
    boolean limitsSize();

    /// Keys of all writable layers on disk.
    List<LayerKey> listWritable() throws IOException;

    /// Mounts a writable layer with all its parents for reading and writing, at a path that stays
    /// until [#detach], also when this process ends and another opens the driver. Attaching again
    /// gives the same path.
    Path attach(LayerKey key) throws IOException;

    /// Undoes [#attach]; no error when it is not attached. Throws
    /// [dev.varve.storage.linux.LinuxException] with EBUSY when somebody works in it.
    void detach(LayerKey key) throws IOException;

    /// Whether a writable layer is attached now, as the kernel's mount table has it where the
    /// driver mounts anything.
    boolean isAttached(LayerKey key) throws IOException;

    /// What a writable layer changed against its parents, sorted by path in raw byte order, each
    /// changed directory before what changed in it.
    List<Change> changes(LayerKey key) throws IOException;

    /// Writes a writable layer's changes as an uncompressed layer tar: whiteouts, opaque
    /// directories, hard links, extended attributes. Applying it on the parent gives the same tree.
    /// The stream is not closed.
    void writeDiff(LayerKey key, OutputStream out) throws IOException;

    /// Removes everything that was prepared and never committed. Call only when no operation is
    /// under way.
    ///
    /// @return the keys that were swept
    List<LayerKey> sweepStaging() throws IOException;

    @Override
    void close();
}
