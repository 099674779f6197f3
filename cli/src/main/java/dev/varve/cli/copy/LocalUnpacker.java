package dev.varve.cli.copy;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Makes files of an archive, as docker does for a copy: permissions, times and links as they are
/// in the archive, owned by whoever runs the command. A directory never takes the place of
/// something else, nor something else that of a directory.
///
/// The archive is not trusted: a name that leads out of the destination is refused, and so is one
/// that leads through a symbolic link.
final class LocalUnpacker {
    private record Finished(Path path, int mode, long mtime) {}

    private final Path root;
    private final CopyPlan plan;
    private final Consumer<String> warnings;
    private final List<Finished> directories = new ArrayList<>();

    LocalUnpacker(CopyPlan plan, Consumer<String> warnings) {
        this.root = Path.of(plan.directory()).toAbsolutePath().normalize();
        this.plan = plan;
        this.warnings = warnings;
    }

    void unpack(TarReader tar) throws IOException {
        Optional<TarEntry> next = tar.next();
        while (next.isPresent()) {
            TarEntry entry = next.get();
            boolean hard = entry.kind() == TarEntry.Kind.HARD_LINK;
            make(
                    entry.named(
                            plan.renamed(entry.name()),
                            hard ? plan.renamed(entry.linkName()) : entry.linkName()),
                    tar);
            next = tar.next();
        }
        // Directories last: making files in them changes their times, and may need more permission
        // than they end up with.
        for (Finished directory : directories.reversed()) {
            setTime(directory.path(), directory.mtime());
            Files.setAttribute(directory.path(), "unix:mode", directory.mode());
        }
    }

    private void make(TarEntry entry, TarReader tar) throws IOException {
        Path path = inside(entry.name());
        if (path.equals(root) && Files.isDirectory(root)) {
            return;
        }
        clear(path, entry);
        switch (entry.kind()) {
            case DIRECTORY -> {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(path);
                }
                directories.add(new Finished(path, entry.mode(), entry.mtime()));
            }
            case FILE -> {
                write(path, tar);
                setAttributes(path, entry);
                setTime(path, entry.mtime());
                Files.setAttribute(path, "unix:mode", entry.mode());
            }
            case SYMBOLIC_LINK -> {
                Files.createSymbolicLink(path, Path.of(entry.linkName()));
                setTime(path, entry.mtime());
            }
            case HARD_LINK -> Files.createLink(path, inside(entry.linkName()));
            case CHARACTER_DEVICE -> makeNode(path, "c", entry);
            case BLOCK_DEVICE -> makeNode(path, "b", entry);
            case FIFO -> makeNode(path, "p", entry);
        }
    }

    /// The place of a name, whose parents are made where they are missing.
    private Path inside(String name) throws IOException {
        Path relative = Path.of(name.startsWith("/") ? name.substring(1) : name).normalize();
        if (relative.startsWith("..") || relative.isAbsolute()) {
            throw refused(name, "it leads out of " + root);
        }
        Path path = root;
        int parts = relative.toString().isEmpty() ? 0 : relative.getNameCount();
        for (int i = 0; i < parts; i++) {
            path = path.resolve(relative.getName(i));
            boolean last = i == parts - 1;
            if (!last && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
            } else if (!last && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(name, path + " is no directory");
            }
        }
        return path;
    }

    private static Failure refused(String name, String why) {
        return new Failure(
                ExitCode.DAMAGED, "cannot unpack " + Escaped.line(name) + ": " + Escaped.line(why));
    }

    /// Takes away what is in the way.
    private void clear(Path path, TarEntry entry) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        boolean makesDirectory = entry.kind() == TarEntry.Kind.DIRECTORY;
        if (isDirectory && !makesDirectory) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "cannot overwrite directory \""
                            + path
                            + "\" with non-directory \""
                            + root
                            + "\"");
        }
        if (!isDirectory && makesDirectory) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "cannot overwrite non-directory \""
                            + path
                            + "\" with directory \""
                            + root
                            + "\"");
        }
        if (!isDirectory) {
            Files.delete(path);
        }
    }

    private static void write(Path path, TarReader tar) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
    }

    /// Java makes no special files; the program that does is on every system.
    private static void makeNode(Path path, String type, TarEntry entry) throws IOException {
        String mode = Integer.toOctalString(entry.mode());
        List<String> command =
                new ArrayList<>(List.of("mknod", "-m", mode, "--", path.toString(), type));
        if (!type.equals("p")) {
            command.add(Long.toString(entry.deviceMajor()));
            command.add(Long.toString(entry.deviceMinor()));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new Failure(ExitCode.OTHER, "cannot make " + path + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private void setAttributes(Path path, TarEntry entry) {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        entry.attributes()
                .forEach((name, value) -> {
                    boolean user = name.startsWith("user.") && view != null;
                    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
                    try {
                        if (user) {
                            view.write(name.substring("user.".length()), ByteBuffer.wrap(bytes));
                            return;
                        }
                    } catch (IOException e) {
                        // Told below, as for those that Java cannot set.
                    }
                    warnings.accept(path + " is without its attribute " + name);
                });
    }

    private static void setTime(Path path, long mtime) throws IOException {
        FileTime time = FileTime.from(mtime, TimeUnit.SECONDS);
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, time, null);
    }
}
