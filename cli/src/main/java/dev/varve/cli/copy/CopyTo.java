package dev.varve.cli.copy;

import dev.varve.cli.client.Content;
import dev.varve.cli.client.PathStat;
import dev.varve.cli.command.InputFile;
import dev.varve.cli.command.Session;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A copy into a container.
final class CopyTo {
    private final Session session;
    private final String container;
    private final boolean followLink;
    private final boolean owners;
    private final boolean quiet;

    CopyTo(Session session, String container, boolean followLink, boolean owners, boolean quiet) {
        this.session = session;
        this.container = container;
        this.followLink = followLink;
        this.owners = owners;
        this.quiet = quiet;
    }

    /// @param source `-` for an archive on standard input
    void copy(String source, String destination) throws IOException {
        CopyInfo target = destination(new CopyPath(destination));
        if (source.equals("-")) {
            if (!target.isDirectory()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "destination \""
                                + container
                                + ":"
                                + destination
                                + "\" must be a directory");
            }
            send(InputFile.of(session.in()), target.path().text(), target);
            return;
        }
        CopyInfo local = source(CopyPath.local(source));
        CopyPlan plan = CopyPlan.of(local, target);
        Path file = Path.of(local.path().text());
        send(out -> pack(file, plan.to(), out), plan.directory(), target);
    }

    private static void pack(Path file, String name, OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(new BufferedOutputStream(out, 64 * 1024));
        new LocalPacker(tar).pack(file, name);
        tar.finish();
    }

    private void send(Content content, String directory, CopyInfo target) throws IOException {
        CopyMeter meter = new CopyMeter();
        session.containers()
                .copyTo(container, directory, owners, out -> content.writeTo(metered(out, meter)));
        if (!quiet) {
            meter.tell(session.err(), container + ":" + target.path());
        }
    }

    private static OutputStream metered(OutputStream out, CopyMeter meter) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                meter.add(length);
            }
        };
    }

    /// What is at the container's path, found behind a symbolic link.
    private CopyInfo destination(CopyPath typed) throws IOException {
        CopyPath path = typed;
        Optional<PathStat> stat = stat(path);
        if (stat.isPresent() && stat.get().isSymbolicLink()) {
            path = path.linkedTo(stat.get().linkTarget());
            stat = stat(path);
        }
        if (stat.isPresent() && (stat.get().isDevice() || stat.get().isIrregular())) {
            throw new Failure(
                    ExitCode.USAGE,
                    "destination \""
                            + container
                            + ":"
                            + typed
                            + "\" must be a directory or a regular file: got "
                            + (stat.get().isDevice() ? "a device" : "an irregular file"));
        }
        boolean directory = stat.isPresent() && stat.get().isDirectory();
        return new CopyInfo(path, stat.isPresent(), directory, "");
    }

    /// Nothing for what is not there; whether its directory is, the copy itself tells.
    private Optional<PathStat> stat(CopyPath path) throws IOException {
        try {
            return Optional.of(session.containers().stat(container, path.text()));
        } catch (Failure failure) {
            if (failure.code() == ExitCode.NO_DAEMON) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    /// What is at the local path. A link at its end is followed when that was asked for, those
    /// before it always.
    private CopyInfo source(CopyPath typed) throws IOException {
        CopyPath path = typed;
        String rebase = "";
        try {
            if (followLink) {
                String real = Path.of(typed.text()).toRealPath().toString();
                path = new CopyPath(real).endingAs(typed.text());
                rebase = typed.nameKept(path);
            }
            Path file = Path.of(path.text());
            boolean directory =
                    path.saysDirectory()
                            ? Files.isDirectory(file)
                            : Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(typed.text());
            }
            if (path.saysDirectory() && !directory) {
                throw new Failure(ExitCode.USAGE, "not a directory");
            }
            CopyPath real = path.saysDirectory() ? realDirectory(path) : path;
            if (path.endsInSlash() && !followLink) {
                rebase = path.nameKept(real);
            }
            return new CopyInfo(real, true, directory, rebase);
        } catch (NoSuchFileException e) {
            Path file = Path.of(typed.text());
            String missing =
                    followLink && Files.isSymbolicLink(file)
                            ? typed.linkedTo(Files.readSymbolicLink(file).toString()).text()
                            : file.toString();
            throw new Failure(
                    ExitCode.USAGE, "lstat " + missing + ": no such file or directory", e);
        }
    }

    /// A path that ends in a slash names the directory itself and not a link to it.
    private static CopyPath realDirectory(CopyPath path) throws IOException {
        Path file = Path.of(path.text());
        return Files.isSymbolicLink(file)
                ? new CopyPath(file.toRealPath().toString()).endingAs(path.text())
                : path;
    }
}
