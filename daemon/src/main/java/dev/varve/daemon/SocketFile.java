package dev.varve.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/// The socket as a file: who may reach it, and what a daemon that died has left of it.
final class SocketFile {
    private static final Logger log = LoggerFactory.getLogger(SocketFile.class);

    private final Path path;
    private final Optional<GroupPrincipal> group;
    private final boolean alone;

    /// @param alone whether nobody but the user may use it
    private SocketFile(Path path, Optional<GroupPrincipal> group, boolean alone) {
        this.path = path;
        this.group = group;
        this.alone = alone;
    }

    /// Makes the directory (0750) when there is none, and removes a socket that nobody listens on
    /// any more. Refuses a path where somebody does, or where something else lies.
    static SocketFile prepare(DaemonConfig config) throws IOException {
        Path path = config.socket();
        SocketFile socket = new SocketFile(path, group(config), config.group().isEmpty());
        Path directory = path.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Path above = directory.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwxr-x---")));
            socket.setAccess(directory, "rwxr-x---");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            removeStale(path);
        }
        return socket;
    }

    /// Lets the group in, once the socket is bound.
    void open() throws IOException {
        setAccess(path, "rw-rw----");
    }

    void remove() throws IOException {
        Files.deleteIfExists(path);
    }

    private void setAccess(Path file, String mode) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (group.isPresent()) {
            view.setGroup(group.get());
        }
        String allowed = alone ? mode.substring(0, 3) + "------" : mode;
        view.setPermissions(PosixFilePermissions.fromString(allowed));
    }

    private static void removeStale(Path path) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isOther()) {
            throw new IOException(
                    "cannot listen on " + path + ": something that is no socket lies there");
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException(
                    "cannot listen on "
                            + path
                            + ": another process listens there (connected: "
                            + channel.isConnected()
                            + "); stop it or choose another --host");
        } catch (ConnectException e) {
            log.info("removing {}, on which nobody listens any more", path);
            Files.delete(path);
        }
    }

    private static Optional<GroupPrincipal> group(DaemonConfig config) throws IOException {
        if (config.group().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    config.socket()
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(config.group()));
        } catch (UserPrincipalNotFoundException e) {
            if (!config.groupIsDefault()) {
                throw new IOException("there is no group " + config.group(), e);
            }
            log.warn(
                    "there is no group {}: only root can use the socket; make the group or give"
                            + " --group",
                    config.group());
            return Optional.empty();
        }
    }
}
