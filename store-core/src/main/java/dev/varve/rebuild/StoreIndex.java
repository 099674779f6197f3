package dev.varve.rebuild;

import dev.varve.disk.AtomicFiles;
import dev.varve.disk.Reserve;
import dev.varve.disk.StoreLayout;
import dev.varve.index.BlobTable;
import dev.varve.index.DamagedIndexException;
import dev.varve.index.GarbageTable;
import dev.varve.index.Index;
import dev.varve.index.IndexDamage;
import dev.varve.index.LayerTable;
import dev.varve.storage.disk.Disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The index of a store whose index may be damaged: opens it, or says why that cannot be, and puts
/// another in its place.
///
/// A store without an index that has content is one that has lost it. Never is it taken for a new
/// one, whose content would be garbage.
public final class StoreIndex {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}(\\..*)?");

    private final StoreLayout layout;
    private final Reserve reserve;

    public StoreIndex(StoreLayout layout) {
        this.layout = layout;
        this.reserve = new Reserve(layout);
    }

    /// @param damage why the index is an empty one in memory, if it is
    public record Opened(Index index, Optional<IndexDamage> damage) {}

    public Opened open() throws IOException {
        reserve.releaseWhenShort();
        deleteFresh();
        Optional<String> lost = lost();
        if (lost.isPresent()) {
            return inMemory(lost.get());
        }
        try {
            Index index = Index.open(layout.index(), reserve);
            if (isEmpty(index) && isListed()) {
                index.close();
                return inMemory("varve.db is empty, and the store is not");
            }
            return new Opened(index, Optional.empty());
        } catch (DamagedIndexException e) {
            return inMemory(reason(e));
        }
    }

    private static String reason(DamagedIndexException e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : e.getCause().getMessage();
    }

    private Opened inMemory(String reason) throws IOException {
        return new Opened(
                Index.inMemory(layout.index(), reserve), Optional.of(new IndexDamage(reason)));
    }

    private Optional<String> lost() throws IOException {
        boolean missing = !Files.exists(layout.index());
        boolean blank = !missing && Files.size(layout.index()) == 0;
        if ((missing || blank) && (hasBlobs() || !holdingDrivers().isEmpty() || isListed())) {
            return Optional.of(missing ? "varve.db is missing" : "varve.db has no content");
        }
        return Optional.empty();
    }

    private static boolean isEmpty(Index index) {
        return index.read(t ->
                new BlobTable(t).isEmpty()
                        && new LayerTable(t).drivers().isEmpty()
                        && new GarbageTable(t).blobs().isEmpty()
                        && new GarbageTable(t).drivers().isEmpty());
    }

    /// Whether `index.json` lists something that is there.
    private boolean isListed() {
        return ListedImages.read(layout.ociIndex(), _ -> {}).stream()
                .anyMatch(entry -> Files.exists(layout.blob(entry.target())));
    }

    private boolean hasBlobs() throws IOException {
        for (String algorithm : List.of("sha256", "sha384", "sha512")) {
            try (Stream<Path> files = Files.list(layout.blobs(algorithm))) {
                if (files.findAny().isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The directories of drivers that have layers, when no index tells.
    public Set<String> holdingDrivers() throws IOException {
        Set<String> holding = new HashSet<>();
        for (Path directory : list(layout.root())) {
            if (Files.isDirectory(directory.resolve("staging"))) {
                for (Path child : list(directory)) {
                    if (isKey(child) || holdsKeys(child)) {
                        holding.add(String.valueOf(directory.getFileName()));
                    }
                }
            }
        }
        return holding;
    }

    private static boolean holdsKeys(Path directory) throws IOException {
        return Files.isDirectory(directory)
                && !directory.endsWith("staging")
                && list(directory).stream().anyMatch(StoreIndex::isKey);
    }

    private static boolean isKey(Path path) {
        return KEY.matcher(String.valueOf(path.getFileName())).matches();
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /// Makes the index again, keeps the damaged one beside it, and lets `index` go on with the new
    /// one.
    ///
    /// Everything is made and flushed before the old one goes. In between there is no index, which
    /// is as good as a damaged one.
    ///
    /// @param index in memory
    /// @return what could not be restored
    public List<Unrestored> replace(Index index, IndexRebuild rebuild, Clock clock)
            throws IOException {
        List<Unrestored> lost = make(rebuild);
        index.replace(() -> putInPlace(clock));
        return lost;
    }

    private List<Unrestored> make(IndexRebuild rebuild) throws IOException {
        deleteFresh();
        List<Unrestored> lost;
        Index fresh = Index.open(layout.freshIndex(), reserve);
        try {
            lost = rebuild.fill(fresh);
        } finally {
            fresh.close();
        }
        if (!lost.isEmpty()) {
            AtomicFiles.write(
                    layout.unrestored(),
                    lost.stream().map(Unrestored::toString).collect(Collectors.joining("\n"))
                            + "\n");
        }
        try (var channel =
                Disk.channel(
                        layout.freshIndex(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        AtomicFiles.syncDirectory(layout.root());
        return lost;
    }

    /// The log of the old index must be gone before the new one is there, and the old one before
    /// its log: without it, it would pass for an older index.
    private void putInPlace(Clock clock) throws IOException {
        String kept = free("varve.db.damaged-" + TIME.format(clock.instant()));
        keep("", kept);
        keep("-wal", kept);
        Disk.deleteIfExists(beside(layout.index(), "-shm"));
        AtomicFiles.syncDirectory(layout.root());
        Disk.move(layout.freshIndex(), layout.index(), StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.syncDirectory(layout.root());
    }

    private String free(String name) {
        String free = name;
        for (int i = 2; Files.exists(layout.root().resolve(free)); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    private void keep(String suffix, String kept) throws IOException {
        Path file = beside(layout.index(), suffix);
        if (Files.exists(file)) {
            Disk.move(file, layout.root().resolve(kept + suffix));
        }
    }

    private void deleteFresh() throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path file = beside(layout.freshIndex(), suffix);
            if (Files.exists(file)) {
                Disk.delete(file);
            }
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
