package dev.varve.storage.zfs;

import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.home.ProbePlaces;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Xattrs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Finds out by doing whether datasets can be made, mounted, filled and destroyed here.
final class ZfsProbe {
    private static final String DATASET = "/varve-probe-";
    private static final byte[] HERE = {'.'};

    private ZfsProbe() {}

    static DriverProbe probe(Path root, DriverOptions options) {
        try {
            ZfsParent parent = ZfsParent.find(ZfsCommand.find(), root.toRealPath(), options);
            Path at = ProbePlaces.make(root, "zfs");
            try {
                tryDataset(parent, at);
                return new DriverProbe.Usable();
            } finally {
                Disk.deleteIfExists(at);
            }
        } catch (IOException e) {
            return new DriverProbe.Unusable(
                    "zfs was tried in " + root + " and failed: " + e.getMessage());
        }
    }

    /// Removes what interrupted probes have left: the directory is made before the dataset, whose
    /// mount point it is, and goes after it.
    static void sweep(Path root) throws IOException {
        for (Path at : ProbePlaces.in(root, "zfs")) {
            if (Mounts.isMountPoint(at)) {
                ZfsUnmount.leaveMountPoint(at);
            }
            ZfsCommand command = ZfsCommand.find();
            String datasets =
                    command.zfs("list", "-H", "-t", "filesystem", "-o", "mountpoint,name");
            for (String line : datasets.lines().toList()) {
                String[] fields = line.split("\t", 2);
                if (fields[0].equals(at.toString()) && fields[1].contains(DATASET)) {
                    destroy(command, fields[1], at);
                }
            }
            Disk.deleteIfExists(at);
        }
    }

    private static void tryDataset(ZfsParent parent, Path at) throws IOException {
        ZfsCommand command = parent.command();
        String dataset = parent.name() + DATASET + LayerKey.random().value().substring(0, 12);
        Disk.step(Verb.RUN, at, "zfs create " + dataset);
        command.zfs("create", "-o", "canmount=noauto", "-o", "mountpoint=" + at, dataset);
        try {
            if (!Mounts.isMountPoint(at)) {
                Disk.step(Verb.RUN, at, "zfs mount " + dataset);
                command.zfs("mount", dataset);
            }
            if (!Mounts.isMountPoint(at)) {
                throw new IOException(
                        dataset + " was mounted and is not at " + at + " in this mount namespace");
            }
            try {
                tryFiles(at);
            } finally {
                ZfsUnmount.leaveMountPoint(at);
            }
        } finally {
            destroy(command, dataset, at);
        }
    }

    private static void tryFiles(Path at) throws IOException {
        DriverHome.writeFile(at.resolve("file"), "x", 0600);
        try (Fd directory = Open.directory(at)) {
            for (String name : new String[] {"user.varve", "trusted.varve"}) {
                byte[] key = name.getBytes(StandardCharsets.US_ASCII);
                Xattrs.set(directory, HERE, key, new byte[] {1});
            }
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                throw new IOException(
                        "extended attributes are refused ("
                                + e.getMessage()
                                + "): set xattr=on, and start zfs-fuse with --enable-xattr",
                        e);
            }
            throw e;
        }
    }

    /// zfs-fuse hears of an unmount a moment later.
    private static void destroy(ZfsCommand command, String dataset, Path at) throws IOException {
        Disk.step(Verb.RUN, at, "zfs destroy " + dataset);
        for (int left = 100; ; left--) {
            ZfsCommand.Answer answer = command.tryZfs("destroy", dataset);
            if (answer.isGood()) {
                return;
            }
            if (left == 1 || !answer.complains("busy")) {
                throw answer.failure();
            }
            ZfsUnmount.pause(50);
        }
    }
}
