package dev.varve.cli.copy;

import dev.varve.cli.client.ContainerCalls.Archive;
import dev.varve.cli.client.PathStat;
import dev.varve.cli.command.Session;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A copy out of a container.
final class CopyFrom {
    private static final int MAX_LINKS = 10;

    private final Session session;
    private final String container;
    private final boolean followLink;
    private final boolean quiet;

    CopyFrom(Session session, String container, boolean followLink, boolean quiet) {
        this.session = session;
        this.container = container;
        this.followLink = followLink;
        this.quiet = quiet;
    }

    /// @param destination `-` for the archive itself on standard output
    void copy(String source, String destination) throws IOException {
        boolean stream = destination.equals("-");
        if (stream && session.out().isTerminal()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "cowardly refusing to copy an archive to a terminal. Redirect it, or name a"
                            + " directory");
        }
        CopyPath target = stream ? new CopyPath("-") : CopyPath.local(destination);
        if (!stream) {
            check(target);
        }
        CopyPath path = new CopyPath(source);
        String rebase = "";
        if (followLink) {
            CopyPath found = behindLink(path);
            rebase = path.nameKept(found);
            path = found;
        }
        try (Archive archive = session.containers().copyFrom(container, path.text())) {
            if (stream) {
                byte[] buffer = new byte[64 * 1024];
                for (int n = archive.tar().read(buffer); n >= 0; n = archive.tar().read(buffer)) {
                    session.out().bytes(buffer, n);
                }
                return;
            }
            boolean directory = archive.stat().isDirectory();
            unpack(archive.tar(), new CopyInfo(path, true, directory, rebase), target);
        }
    }

    /// What the container's path is when the link that it ends in is followed.
    private CopyPath behindLink(CopyPath path) throws IOException {
        PathStat stat;
        try {
            stat = session.containers().stat(container, path.text());
        } catch (Failure missing) {
            // The copy itself says what is wrong.
            return path;
        }
        return stat.isSymbolicLink()
                ? path.linkedTo(stat.linkTarget()).endingAs(path.text())
                : path;
    }

    private void unpack(InputStream tar, CopyInfo source, CopyPath target) throws IOException {
        CopyPlan plan = CopyPlan.of(source, destination(target));
        // Names in the archive start as the path asked for; a followed link gets its own name back.
        String base = source.path().base();
        String wanted = plan.to().equals(plan.from()) ? rebased(source, base) : plan.to();
        CopyPlan whole = new CopyPlan(plan.directory(), base, wanted);
        List<String> warnings = new ArrayList<>();
        CopyMeter meter = new CopyMeter();
        new LocalUnpacker(whole, warnings::add).unpack(new TarReader(metered(tar, meter)));
        if (!quiet) {
            meter.tell(session.err(), target.text());
        }
        for (String warning : warnings) {
            session.err().line("WARNING: " + Escaped.line(warning));
        }
    }

    private static String rebased(CopyInfo source, String base) {
        return source.rebase().isEmpty() ? base : source.rebase();
    }

    private static InputStream metered(InputStream in, CopyMeter meter) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                if (count > 0) {
                    meter.add(count);
                }
                return count;
            }

            @Override
            public long skip(long wanted) throws IOException {
                long count = in.skip(wanted);
                meter.add(count);
                return count;
            }
        };
    }

    /// The destination, found behind symbolic links. It need not exist, but its directory has to.
    private static CopyInfo destination(CopyPath typed) throws IOException {
        CopyPath path = typed;
        for (int i = 0; i <= MAX_LINKS; i++) {
            Path file = Path.of(path.text());
            if (!Files.isSymbolicLink(file)) {
                break;
            }
            if (i == MAX_LINKS) {
                throw new Failure(ExitCode.USAGE, "too many symlinks in " + typed);
            }
            path = path.linkedTo(Files.readSymbolicLink(file).toString());
        }
        Path file = Path.of(path.text());
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            boolean directory = Files.isDirectory(file);
            if (path.saysDirectory() && !directory) {
                throw new Failure(ExitCode.CONFLICT, "stat " + path + ": not a directory");
            }
            return new CopyInfo(path, true, directory, "");
        }
        Path parent = Path.of(path.directory());
        if (!Files.exists(parent)) {
            throw new Failure(ExitCode.USAGE, "stat " + parent + ": no such file or directory");
        }
        if (!Files.isDirectory(parent)) {
            throw new Failure(ExitCode.CONFLICT, "not a directory");
        }
        return new CopyInfo(path, false, false, "");
    }

    private static void check(CopyPath target) throws IOException {
        Path file = Path.of(target.text()).normalize();
        Path parent = file.getParent();
        if (parent != null && !Files.exists(parent)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid output path: directory \"" + parent + "\" does not exist");
        }
        if (isDevice(file)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid output path: \""
                            + target
                            + "\" must be a directory or a regular file: got a device");
        }
    }

    private static boolean isDevice(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        int type = (int) Files.getAttribute(file, "unix:mode") & 0170000;
        return type == 0020000 || type == 0060000;
    }
}
