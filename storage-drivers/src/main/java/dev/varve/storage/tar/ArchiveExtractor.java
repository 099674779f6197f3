package dev.varve.storage.tar;

import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Puts an archive into a directory of a root file system, which may be in use.
///
/// The stream is taken for hostile, as a layer's is, and so is whoever works in the tree meanwhile:
/// everything happens by descriptor below the root. Links in the tree lead where they lead inside
/// of it. Whiteouts are ordinary names. When an entry is refused, those before it stay.
public final class ArchiveExtractor {
    private static final byte[] ITSELF = {'.'};

    private final TarReader tar;
    private final LayerPath directory;
    private final ExtractRules rules;
    private final DirectoryCache directories;
    private final EntryPlacer placer;
    private long bytes;

    private ArchiveExtractor(TarReader tar, Fd root, byte[] directory, ExtractRules rules)
            throws IOException {
        this.tar = tar;
        this.rules = rules;
        this.directory = LayerPath.of(directory, rules.limits());
        OverlayMarks marks = new OverlayMarks(WhiteoutFormat.AUFS);
        SeenNames seen = new SeenNames(WhiteoutFormat.AUFS);
        this.directories = new DirectoryCache(root, marks, seen, DirectoryTimes.keepGiven());
        EntryWriter writer = new EntryWriter(tar, directories, marks, false);
        this.placer = new EntryPlacer(directories, writer, seen, rules.limits(), this::inDirectory);
    }

    /// Reads the uncompressed stream to its end; does not close it.
    ///
    /// @param directory its path from the root, without links in it; it exists. Its own times and
    ///   attributes are not changed by the entry `./`
    /// @throws MalformedLayerException when the archive is refused
    public static void extract(Fd root, byte[] directory, InputStream tar, ExtractRules rules)
            throws IOException {
        TarReader reader = new TarReader(tar, rules.limits());
        ArchiveExtractor extractor = new ArchiveExtractor(reader, copyOf(root), directory, rules);
        try (DirectoryCache directories = extractor.directories) {
            extractor.extractAll();
            directories.finish();
        }
        reader.drain();
    }

    private static Fd copyOf(Fd root) throws LinuxException {
        return Open.directory(root, ITSELF);
    }

    private void extractAll() throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            try {
                bytes = rules.limits().add(bytes, entry);
                LayerPath path = inDirectory(entry.name());
                if (!path.equals(directory)) {
                    checkKind(entry, path);
                    placer.place(
                            rules.owner() == null ? entry : entry.ownedBy(rules.owner()), path);
                }
            } catch (MalformedLayerException e) {
                throw e.at(entry.name());
            }
        }
    }

    private LayerPath inDirectory(byte[] name) throws MalformedLayerException {
        return directory.with(LayerPath.cleaned(name, rules.limits()), rules.limits());
    }

    private void checkKind(TarEntry entry, LayerPath path) throws IOException {
        if (!rules.keepsKinds()) {
            return;
        }
        Optional<OpenDirectory> parent = directories.find(path.parent());
        if (parent.isEmpty()) {
            return;
        }
        Optional<Stat> there = Stat.find(parent.get().fd(), path.name());
        boolean isDirectory = entry.kind() == EntryKind.DIRECTORY;
        if (there.isPresent() && there.get().isDirectory() != isDirectory) {
            throw new OverwriteRefusedException(
                    path.bytes(), directory.bytes(), there.get().isDirectory());
        }
    }
}
