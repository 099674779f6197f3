package dev.varve.storage.home;

import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeRemover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// A driver's directory, with `staging/` in it: what is there was never committed or is about to be
/// removed, and may be swept whenever no operation is under way.
public final class DriverHome implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final String REMOVING = "removing-";

    private final Path path;
    private final Path staging;
    private final Fd stagingFd;
    private final Removal removal;

    private DriverHome(Path path, Path staging, Fd stagingFd, Removal removal) {
        this.path = path;
        this.staging = staging;
        this.stagingFd = stagingFd;
        this.removal = removal;
    }

    /// How a driver deletes whatever stands under names. One that does not exist is no error.
    @FunctionalInterface
    public interface Removal {
        void remove(Fd dir, List<byte[]> names) throws IOException;
    }

    /// Makes what is missing, and detaches what a process before this one has left mounted.
    public static DriverHome open(Path home) throws IOException {
        return open(home, (_, _) -> false);
    }

    /// @throws IOException when another user namespace has made what is there
    /// @param kept whether a mount stays, by the real path of `home` and the mount's path from it
    public static DriverHome open(Path home, BiPredicate<Path, String> kept) throws IOException {
        return open(home, kept, TreeRemover::remove);
    }

    public static DriverHome open(Path home, BiPredicate<Path, String> kept, Removal removal)
            throws IOException {
        Path path = makeDirectory(home.toAbsolutePath().normalize(), 0710).toRealPath();
        FileOwners.check(path);
        Mounts.detachBelow(path, mounted -> kept.test(path, mounted));
        Path staging = makeDirectory(path.resolve("staging"), 0700);
        return new DriverHome(path, staging, Open.directory(staging), removal);
    }

    /// @param mode set whatever the umask is; a directory that exists is left as it is
    public static Path makeDirectory(Path path, int mode) throws IOException {
        if (!Files.isDirectory(path)) {
            Disk.createDirectories(path.getParent());
            Nodes.mkdirat(Fd.CWD, Open.bytes(path), mode);
            setMode(path, mode);
        }
        return path;
    }

    /// As [#makeDirectory], but fails when the name is taken.
    public static Path makeNewDirectory(Path path, int mode) throws IOException {
        Nodes.mkdirat(Fd.CWD, Open.bytes(path), mode);
        setMode(path, mode);
        return path;
    }

    public static void setMode(Path path, int mode) throws IOException {
        Attributes.fchmodat(Fd.CWD, Open.bytes(path), mode);
    }

    public static Optional<String> readIfPresent(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Writes a new file of ours.
    public static void writeFile(Path path, String text, int mode) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int flags = Open.O_WRONLY | Open.O_CREAT | Open.O_NOFOLLOW | Open.O_TRUNC;
        try (Fd file = Open.at(Fd.CWD, Open.bytes(path), flags, mode)) {
            Attributes.fchmod(file, mode);
            file.write(bytes, 0, bytes.length);
        }
    }

    /// As [#writeFile], durable; the name is not, until its directory is flushed.
    public static void writeDurableFile(Path path, String text, int mode) throws IOException {
        writeFile(path, text, mode);
        flushFile(path);
    }

    public static void flushFile(Path path) throws IOException {
        try (Fd file = Open.at(Fd.CWD, Open.bytes(path), Open.O_RDONLY | Open.O_NOFOLLOW, 0)) {
            file.fsync();
        }
    }

    public Path path() {
        return path;
    }

    public Path staging() {
        return staging;
    }

    /// Where a layer lies until it is committed.
    public Path staged(LayerKey key) {
        return staging.resolve(key.value());
    }

    /// Writes out everything on the file system.
    public void flushAll() throws IOException {
        stagingFd.syncfs();
    }

    /// Moves a staged layer to where it stays.
    public void publish(LayerKey key, Path to) throws IOException {
        Nodes.renameat2(
                stagingFd, bytes(key.value()), Fd.CWD, Open.bytes(to), Nodes.RENAME_NOREPLACE);
    }

    /// Gives two directories each other's names in one step.
    public static void exchange(Path one, Path other) throws IOException {
        Nodes.renameat2(Fd.CWD, Open.bytes(one), Fd.CWD, Open.bytes(other), Nodes.RENAME_EXCHANGE);
    }

    public static void flushNames(Path directory) throws IOException {
        try (Fd fd = Open.directory(directory)) {
            fd.fsync();
        }
    }

    /// Takes a directory or file out of sight in one step. It goes for good with [#removeHidden].
    public void hide(Path victim) throws IOException {
        String name = REMOVING + victim.getFileName();
        removal.remove(stagingFd, List.of(bytes(name)));
        try {
            Nodes.renameat2(Fd.CWD, Open.bytes(victim), stagingFd, bytes(name), 0);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    public void removeHidden(Collection<LayerKey> keys) throws IOException {
        removal.remove(stagingFd, keys.stream().map(key -> bytes(REMOVING + key.value())).toList());
    }

    /// @return the keys among the names that were swept
    public List<LayerKey> sweep() throws IOException {
        List<LayerKey> keys = new ArrayList<>();
        List<byte[]> names = Names.in(stagingFd);
        for (byte[] raw : names) {
            String name = new String(raw, StandardCharsets.ISO_8859_1);
            if (KEY.matcher(name).matches()) {
                keys.add(new LayerKey(name));
            }
        }
        removal.remove(stagingFd, names);
        return keys;
    }

    /// The names in one of our directories that are keys, sorted.
    public static List<LayerKey> keysIn(Path directory) throws IOException {
        try (Fd fd = Open.directory(directory)) {
            return Names.in(fd).stream()
                    .map(raw -> new String(raw, StandardCharsets.ISO_8859_1))
                    .filter(name -> KEY.matcher(name).matches())
                    .sorted()
                    .map(LayerKey::new)
                    .toList();
        }
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        stagingFd.close();
    }
}
