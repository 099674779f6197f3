package dev.varve.storage.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Changes of the store's own files. Each is what the method of the same name in [Files] or
/// [FileChannel] does, announced at the [Seam] first. No other code of the store uses those.
public final class Disk {
    private static final int EIO = 5;
    private static final int ENOSPC = 28;

    private Disk() {}

    /// Announces a change that is made in a way of its own: a program, a transaction.
    ///
    /// @param detail what a reader of a list of steps wants to know about it
    public static void step(Verb verb, Path path, String detail) throws IOException {
        if (Seam.watched()) {
            ask(new Step(verb, path.toAbsolutePath().toString(), detail, 0));
        }
    }

    static void ask(Step step) throws IOException {
        switch (Seam.ask(step)) {
            case Verdict.Go _, Verdict.Lie _ -> {}
            case Verdict.Fail(int errno) -> throw failed(step, errno);
            case Verdict.Tear(int _, int errno) -> throw failed(step, errno);
        }
    }

    static FileSystemException failed(Step step, int errno) {
        String reason =
                switch (errno) {
                    case EIO -> "Input/output error";
                    case ENOSPC -> "No space left on device";
                    default -> "errno " + errno;
                };
        return new FileSystemException(step.path(), null, reason);
    }

    /// Opens a file or, for [FileChannel#force], a directory.
    public static FileChannel channel(Path file, OpenOption... options) throws IOException {
        if (!Seam.watched() || Seam.of(file.toAbsolutePath().toString()).isEmpty()) {
            return FileChannel.open(file, options);
        }
        return WatchedChannel.opened(file.toAbsolutePath(), options);
    }

    /// A stream into a file; without options other than these it neither makes nor empties it.
    public static OutputStream newOutputStream(Path file, OpenOption... options)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(StandardOpenOption.WRITE);
        return Channels.newOutputStream(channel(file, all.toArray(OpenOption[]::new)));
    }

    public static Path move(Path from, Path to, CopyOption... options) throws IOException {
        step(Verb.RENAME, from, to.toAbsolutePath().toString());
        return Files.move(from, to, options);
    }

    public static void delete(Path path) throws IOException {
        step(Verb.UNLINK, path, "");
        Files.delete(path);
    }

    public static boolean deleteIfExists(Path path) throws IOException {
        step(Verb.UNLINK, path, "");
        return Files.deleteIfExists(path);
    }

    public static Path createDirectories(Path directory) throws IOException {
        step(Verb.MKDIR, directory, "");
        return Files.createDirectories(directory);
    }

    public static Path createTempDirectory(Path directory, String prefix) throws IOException {
        step(Verb.MKDIR, directory.resolve(prefix), "");
        return Files.createTempDirectory(directory, prefix);
    }

    public static Path createSymbolicLink(Path link, Path target) throws IOException {
        step(Verb.SYMLINK, link, target.toString());
        return Files.createSymbolicLink(link, target);
    }

    public static Path setLastModifiedTime(Path path, FileTime time) throws IOException {
        step(Verb.TIMES, path, "");
        return Files.setLastModifiedTime(path, time);
    }

    public static Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions)
            throws IOException {
        step(Verb.CHMOD, path, "");
        return Files.setPosixFilePermissions(path, permissions);
    }
}
