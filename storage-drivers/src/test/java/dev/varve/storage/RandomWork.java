package dev.varve.storage;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;
import dev.varve.storage.tree.TreeRemover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Does to a tree what programs do, in random order: few names, so that they meet, and some that
/// are no text.
final class RandomWork {
    private static final int NEW_FILE =
            Open.O_WRONLY | Open.O_CREAT | Open.O_EXCL | Open.O_NOFOLLOW;
    private static final int OLD_FILE = Open.O_WRONLY | Open.O_NOFOLLOW | Open.O_NONBLOCK;
    private static final String[] NAMES = {
        "a", "b", "c.d", "\u00e9\u00ff", "-x y", "n".repeat(120), "\u00fc".repeat(90)
    };

    private final Random random;
    private final Fd top;

    private RandomWork(Random random, Fd top) {
        this.random = random;
        this.top = top;
    }

    /// @param faults error numbers that the file system gives where no call is wrong
    static void in(Path root, Random random, int steps, Set<Integer> faults) throws IOException {
        try (Fd top = Open.directory(root)) {
            RandomWork work = new RandomWork(random, top);
            for (int i = 0; i < steps; i++) {
                try {
                    work.step();
                } catch (LinuxException e) {
                    switch (e.errno()) {
                        case Errno.EEXIST,
                                Errno.ENOENT,
                                Errno.EPERM,
                                Errno.EXDEV,
                                Errno.ENOTDIR,
                                Errno.EISDIR,
                                Errno.EINVAL,
                                Errno.ENOTEMPTY,
                                Errno.ENAMETOOLONG -> {}
                        default -> {
                            if (!faults.contains(e.errno())) {
                                throw e;
                            }
                        }
                    }
                }
            }
        }
    }

    private void step() throws IOException {
        try (Fd dir = directory(random.nextInt(4))) {
            byte[] name = name();
            switch (random.nextInt(15)) {
                case 0, 1, 2 -> create(dir, name);
                case 3, 4 -> Nodes.mkdirat(dir, name, 0700 | random.nextInt(01000));
                case 5 -> Nodes.symlinkat(name(), dir, name);
                case 6 -> Nodes.mknodat(dir, name, Stat.S_IFIFO | 0600, 0);
                case 7 -> Nodes.mknodat(dir, name, Stat.S_IFCHR | 0600, Stat.device(1, 3));
                case 8 -> {
                    try (Fd other = directory(random.nextInt(3))) {
                        Nodes.linkat(other, existing(other), dir, name);
                    }
                }
                case 9 -> TreeRemover.remove(dir, existing(dir));
                case 10 -> {
                    try (Fd other = directory(random.nextInt(3))) {
                        Nodes.renameat2(other, existing(other), dir, name, 0);
                    }
                }
                case 11 -> rewrite(dir, existing(dir), random.nextBoolean());
                case 12 -> describe(dir, existing(dir));
                case 13 -> replaceByDirectory(dir, existing(dir));
                default -> note(dir, existing(dir));
            }
        }
    }

    private Fd directory(int depth) throws IOException {
        Fd at = Open.directory(top, new byte[] {'.'});
        for (int i = 0; i < depth; i++) {
            byte[] name = existing(at);
            if (Stat.find(at, name).filter(Stat::isDirectory).isEmpty()) {
                return at;
            }
            Fd next = Open.directory(at, name);
            at.close();
            at = next;
        }
        return at;
    }

    private byte[] name() {
        return NAMES[random.nextInt(NAMES.length)].getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] existing(Fd dir) throws IOException {
        List<byte[]> names = new ArrayList<>(Names.in(dir));
        names.sort(Arrays::compare);
        return names.isEmpty() ? name() : names.get(random.nextInt(names.size()));
    }

    private void create(Fd dir, byte[] name) throws IOException {
        try (Fd file = Open.at(dir, name, NEW_FILE, 0644)) {
            byte[] content = new byte[random.nextInt(1200)];
            random.nextBytes(content);
            file.write(content, 0, content.length);
            if (random.nextInt(4) == 0) {
                file.truncate(100_000); // a hole
            }
        }
    }

    /// @param hidden whether the time of change is put back, so that only the content tells
    private void rewrite(Fd dir, byte[] name, boolean hidden) throws IOException {
        Stat before = Stat.at(dir, name);
        if (!before.isRegular() || before.size() == 0) {
            return;
        }
        try (Fd file = Open.at(dir, name, OLD_FILE, 0)) {
            byte[] content = new byte[1];
            random.nextBytes(content);
            file.write(content, 0, 1);
            if (hidden) {
                Attributes.futimens(file, before.times());
            }
        }
    }

    private void describe(Fd dir, byte[] name) throws IOException {
        Stat stat = Stat.at(dir, name);
        switch (random.nextInt(3)) {
            case 0 -> Attributes.fchownat(dir, name, random.nextInt(3), 70_000_000);
            case 1 -> {
                long seconds = random.nextInt(3) * 1_000_000_000L;
                Attributes.utimensat(
                        dir, name, new FileTimes(seconds, 0, seconds, random.nextInt(2)));
            }
            default -> {
                if (!stat.isSymlink()) {
                    Attributes.fchmodat(dir, name, random.nextInt(010000) | 0700);
                }
            }
        }
    }

    private void replaceByDirectory(Fd dir, byte[] name) throws IOException {
        TreeRemover.remove(dir, name);
        Nodes.mkdirat(dir, name, 0755);
    }

    private void note(Fd dir, byte[] name) throws IOException {
        Stat stat = Stat.at(dir, name);
        if (stat.isRegular() || stat.isDirectory()) {
            byte[] value = new byte[random.nextInt(20)];
            random.nextBytes(value);
            String key = random.nextBoolean() ? "user.note" : "user.a=b%";
            Xattrs.set(dir, name, key.getBytes(StandardCharsets.US_ASCII), value);
        }
    }
}
