package dev.varve.storage.rootfs;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tar.Owner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The users and groups that a root file system names in `/etc/passwd` and `/etc/group`.
record RootUsers(Fd root) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final int READ = Open.O_RDONLY | Open.O_NONBLOCK;
    private static final long INSIDE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;
    private static final int MOST = 16 << 20;

    /// A part that is empty means 0, and so does the group of a number that has no entry.
    Owner owner(String spec) throws IOException {
        int colon = spec.indexOf(':');
        String user = colon < 0 ? spec : spec.substring(0, colon);
        String group = colon < 0 ? "" : spec.substring(colon + 1);
        Owner owner = user.isEmpty() ? new Owner(0, 0) : user(user);
        return group.isEmpty() ? owner : new Owner(owner.uid(), group(group));
    }

    private Owner user(String user) throws IOException {
        boolean number = isId(user);
        int field = number ? 2 : 0;
        Optional<String[]> line = line("etc/passwd", 4, fields -> fields[field].equals(user));
        if (line.isPresent()) {
            return new Owner(id(line.get()[2]), id(line.get()[3]));
        }
        if (number) {
            return new Owner(id(user), 0);
        }
        throw new RootfsException.UnknownUser("user", user, "passwd");
    }

    private int group(String group) throws IOException {
        if (isId(group)) {
            return id(group);
        }
        String[] line =
                line("etc/group", 3, fields -> fields[0].equals(group))
                        .orElseThrow(
                                () -> new RootfsException.UnknownUser("group", group, "group"));
        return id(line[2]);
    }

    private static boolean isId(String text) {
        return NUMBER.matcher(text).matches() && Long.parseLong(text) <= Integer.MAX_VALUE;
    }

    private static int id(String text) {
        return Integer.parseInt(text);
    }

    /// @return the fields of the first line that has so many of them and is wanted
    private Optional<String[]> line(String path, int most, Predicate<String[]> wanted)
            throws IOException {
        try (Stream<String> lines = text(path).lines()) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length >= most && isId(fields[2]))
                    .filter(fields -> most < 4 || isId(fields[3]))
                    .filter(wanted)
                    .findFirst();
        }
    }

    private String text(String path) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        byte[] raw = path.getBytes(StandardCharsets.US_ASCII);
        try (Fd file = Open.at2(root, raw, READ, INSIDE)) {
            if (!Stat.of(file).isRegular()) {
                return "";
            }
            for (int n = file.read(buffer); n > 0 && text.size() < MOST; n = file.read(buffer)) {
                text.write(buffer, 0, n);
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
                throw e;
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
