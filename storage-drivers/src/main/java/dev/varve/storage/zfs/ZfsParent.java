package dev.varve.storage.zfs;

import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The dataset that holds those of the layers.
///
/// @param name as `zfs list` has it: `tank/varve`
record ZfsParent(ZfsCommand command, String name) {
    static final String OPTION = "zfs.fsname";
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.: -]*(/[A-Za-z0-9_.: -]+)*");
    private static final String OWNER = "varve:owner";
    private static final Set<String> TYPES = Set.of("zfs", "fuse.zfs");

    /// The one that the option names, or else the one that is mounted where the root is.
    static ZfsParent find(ZfsCommand command, Path root, DriverOptions options) throws IOException {
        options.requireKnown("zfs", Set.of(OPTION));
        Optional<String> named = options.text(OPTION);
        ZfsParent parent = new ZfsParent(command, named.isPresent() ? named.get() : holding(root));
        parent.requireFilesystem(named.isPresent());
        return parent;
    }

    private static String holding(Path root) throws IOException {
        Optional<Mounts.Source> mounted = Mounts.holding(root);
        if (mounted.isEmpty() || !TYPES.contains(mounted.get().type())) {
            throw new IOException(
                    root
                            + " lies on "
                            + mounted.map(Mounts.Source::type).orElse("an unknown file system")
                            + ", not on zfs; the option "
                            + OPTION
                            + " can name the dataset for the layers");
        }
        return mounted.get().source();
    }

    private void requireFilesystem(boolean named) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new DriverOptionException(OPTION + "=" + name + " is no name of a dataset");
        }
        ZfsCommand.Answer answer = command.tryZfs("list", "-H", "-o", "type", name);
        String problem =
                answer.isGood()
                        ? "it is a " + answer.text().strip() + ", not a filesystem"
                        : answer.complaint().strip();
        if (!answer.isGood() || !answer.text().strip().equals("filesystem")) {
            String message = "the dataset " + name + " cannot hold layers: " + problem;
            throw named && answer.complains("does not exist") || answer.isGood()
                    ? new DriverOptionException(message)
                    : new IOException(message);
        }
    }

    /// The pool that it is in.
    String pool() {
        return name.split("/", 2)[0];
    }

    /// Makes sure that no other store has its layers here: each would take the other's for garbage.
    /// The store's mark is in its directory and on the dataset.
    void claim(DriverHome home) throws IOException {
        Path file = home.path().resolve("owner");
        Optional<String> ours = DriverHome.readIfPresent(file);
        Optional<String> marked = owner();
        if (marked.isPresent() && !marked.equals(ours)) {
            throw new IOException(
                    "the dataset "
                            + name
                            + " holds the layers of another store. Name another one with "
                            + OPTION
                            + "; or, when that store is gone for good, take its mark away: zfs"
                            + " inherit "
                            + OWNER
                            + " "
                            + name);
        }
        if (marked.isEmpty()) {
            String mark = ours.isPresent() ? ours.get() : LayerKey.random().value();
            DriverHome.writeDurableFile(file, mark, 0600);
            DriverHome.flushNames(home.path());
            Disk.step(Verb.RUN, file, "zfs set " + OWNER);
            command.zfs("set", OWNER + "=" + mark, name);
        }
    }

    private Optional<String> owner() throws IOException {
        String text = command.zfs("get", "-H", "-o", "value,source", OWNER, name).strip();
        String[] fields = text.split("\t", 2);
        return fields.length == 2 && fields[1].equals("local")
                ? Optional.of(fields[0])
                : Optional.empty();
    }
}
