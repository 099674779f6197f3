package dev.varve.storage.home;

import dev.varve.storage.disk.Disk;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.IdMap;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Open;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Which user namespace the files of a driver's directory were made in. Seen from another one they
/// have other owners, and what `trusted.*` attributes say of them is not seen at all; so a
/// directory is used in its own one only. It says which that is in the file `idmap`, and that it is
/// that of the machine when it has no such file.
final class FileOwners {
    private static final String FILE = "idmap";

    private FileOwners() {}

    /// Writes down this process's namespace in a directory that is new, and compares it with what
    /// is written in an old one.
    static void check(Path home) throws IOException {
        IdMap own = IdMap.own();
        Path file = home.resolve(FILE);
        IdMap made = made(file);
        if (made == null) {
            if (!own.isPartial()) {
                return;
            }
            if (!isEmpty(home)) {
                throw refusal(home, IdMap.whole(), own);
            }
        } else if (!own.keeps(made)) {
            throw refusal(home, made, own);
        }
        if (!own.equals(made)) {
            DriverHome.writeDurableFile(home.resolve(FILE + ".new"), own.text(), 0644);
            Disk.move(home.resolve(FILE + ".new"), file, StandardCopyOption.ATOMIC_MOVE);
            DriverHome.flushNames(home);
        }
    }

    private static @Nullable IdMap made(Path file) throws IOException {
        Optional<String> text = DriverHome.readIfPresent(file);
        try {
            return text.isPresent() ? IdMap.parse(text.get()) : null;
        } catch (IOException e) {
            throw new IOException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /// But for what a crash before the first file has left.
    private static boolean isEmpty(Path home) throws IOException {
        try (Fd fd = Open.directory(home)) {
            return Names.in(fd).stream()
                    .allMatch(name ->
                            new String(name, StandardCharsets.ISO_8859_1).equals(FILE + ".new"));
        }
    }

    private static IOException refusal(Path home, IdMap made, IdMap own) {
        return new IOException(
                "cannot use "
                        + home
                        + ": its files were made "
                        + described(made)
                        + ", and this process runs "
                        + described(own)
                        + ", where they have other owners; start varved as whoever made them, or"
                        + " choose another --data-root");
    }

    private static String described(IdMap map) {
        return map.isPartial()
                ? "in a user namespace that has " + map.shown()
                : "without a user namespace";
    }
}
