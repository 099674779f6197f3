package dev.varve.storage.tar;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.Cursor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Puts the entries of a layer's tar into a directory.
///
/// Everything happens relative to the descriptor of the layer's root, so that no entry, whatever
/// the ones before it made, writes outside. A layer that is refused leaves a half-filled directory
/// behind, which the caller removes with the staged layer.
public final class LayerApplier {
    private static final Logger LOG = LoggerFactory.getLogger(LayerApplier.class);
    private static final byte[] MARK = ascii(".wh.");
    private static final byte[] META = ascii(".wh..wh.");
    private static final byte[] OPAQUE = ascii(".wh..wh..opq");

    private final TarReader tar;
    private final TarLimits limits;
    private final WhiteoutFormat format;
    private final OverlayMarks marks;
    private final SeenNames seen;
    private final DirectoryCache directories;
    private final EntryWriter writer;
    private final EntryPlacer placer;
    private long bytes;
    private long linkBytes;

    private LayerApplier(TarReader tar, Fd root, WhiteoutFormat format, TarLimits limits)
            throws LinuxException {
        this.tar = tar;
        this.limits = limits;
        this.format = format;
        this.marks = new OverlayMarks(format);
        this.seen = new SeenNames(format);
        this.directories = new DirectoryCache(root, marks, seen, DirectoryTimes.keepAll());
        this.writer = new EntryWriter(tar, directories, marks, true);
        this.placer =
                new EntryPlacer(
                        directories, writer, seen, limits, link -> LayerPath.of(link, limits));
    }

    /// Reads the stream to its very end, what follows the archive included, so that a digest taken
    /// of it on the way is that of the whole stream. Does not close it. Blocks its carrier: call it
    /// from a platform thread.
    ///
    /// @throws MalformedLayerException when the layer is refused
    public static AppliedLayer apply(InputStream tar, ActiveLayer layer, TarLimits limits)
            throws IOException {
        TarReader reader = new TarReader(tar, limits);
        LayerApplier applier =
                new LayerApplier(reader, Open.directory(layer.root()), layer.whiteouts(), limits);
        try (DirectoryCache directories = applier.directories) {
            applier.applyAll();
            directories.finish();
        }
        reader.drain();
        if (applier.writer.placeholders() > 0) {
            LOG.info(
                    "{} devices of the layer {} are empty files: without root none can be made",
                    applier.writer.placeholders(),
                    layer.key());
        }
        return new AppliedLayer(
                reader.entries(), applier.bytes, applier.linkBytes, applier.placer.replaces());
    }

    private void applyAll() throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            try {
                apply(entry);
            } catch (MalformedLayerException e) {
                throw e.at(entry.name());
            }
        }
    }

    private void apply(TarEntry entry) throws IOException {
        bytes = limits.add(bytes, entry);
        linkBytes += entry.kind() == EntryKind.SYMLINK ? entry.linkName().length : 0;
        LayerPath path = LayerPath.of(entry.name(), limits);
        if (path.isRoot()) {
            applyRoot(entry);
        } else if (format == WhiteoutFormat.AUFS || !path.anyStartsWith(MARK)) {
            placer.place(entry, path);
        } else {
            applyMark(entry, path);
        }
    }

    /// dockerd's overlay drivers skip the root's entry and its other drivers do not.
    private void applyRoot(TarEntry entry) throws IOException {
        if (entry.kind() != EntryKind.DIRECTORY) {
            throw new MalformedLayerException("the root can only be a directory");
        }
        if (format == WhiteoutFormat.DELETE) {
            writer.describeDirectory(entry, directories.root());
        }
    }

    private void applyMark(TarEntry entry, LayerPath path) throws IOException {
        byte[] name = path.name();
        if (path.parentStartsWith(META)
                || (startsWith(name, META) && !Arrays.equals(name, OPAQUE))) {
            return; // what AUFS kept for itself
        }
        if (path.parentStartsWith(MARK)) {
            throw new MalformedLayerException("a directory in its path has a whiteout's name");
        }
        if (Arrays.equals(name, OPAQUE)) {
            makeOpaque(directories.openOrMake(path.parent()));
            return;
        }
        byte[] hidden = Arrays.copyOfRange(name, MARK.length, name.length);
        if (hidden.length == 0 || isDots(hidden)) {
            throw new MalformedLayerException("it is a whiteout of no name");
        }
        hide(entry, path.parent(), hidden);
    }

    /// What this layer itself has put there before is removed too.
    private void hide(TarEntry entry, LayerPath parent, byte[] name) throws IOException {
        OpenDirectory directory = placer.clear(parent, name);
        if (format != WhiteoutFormat.DELETE) {
            try {
                marks.makeWhiteout(directory.fd(), name, entry.uid(), entry.gid());
            } catch (LinuxException e) {
                throw UnmappedOwnerException.of(entry, e);
            }
        }
    }

    private void makeOpaque(OpenDirectory directory) throws IOException {
        if (format == WhiteoutFormat.DELETE) {
            try (Cursor there = new Cursor(directory.fd())) {
                directories.forget();
                OpaquePrune.prune(there.fd(), seen);
            }
        } else {
            marks.makeOpaque(directory.fd());
        }
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
        return name.length >= prefix.length
                && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
