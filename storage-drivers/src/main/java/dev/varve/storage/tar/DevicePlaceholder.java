package dev.varve.storage.tar;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.IdMap;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What stands for a device where none can be made, which is in every user namespace: an empty file
/// with the device's owner, mode and times, and the extended attribute `user.varve.device`, such as
/// `c 1 3`. Written into a tar it is the device again.
///
/// On a machine without a user namespace the attribute means nothing, or whoever can write a file
/// could have a device made of it.
///
/// @param kind of device
/// @param number as `makedev` packs it
record DevicePlaceholder(EntryKind kind, long number) {
    private static final boolean NEEDED = IdMap.own().isPartial();
    private static final byte[] KEY = "user.varve.device".getBytes(StandardCharsets.US_ASCII);

    /// Whether devices are stood for by files here.
    static boolean needed() {
        return NEEDED;
    }

    void mark(Fd file) throws LinuxException {
        String letter = kind == EntryKind.BLOCK_DEVICE ? "b " : "c ";
        String text = letter + Stat.major(number) + " " + Stat.minor(number);
        Xattrs.set(file, KEY, text.getBytes(StandardCharsets.US_ASCII));
    }

    /// The device that a file stands for, if it does.
    static Optional<DevicePlaceholder> find(Fd dir, byte[] name, Stat stat) throws LinuxException {
        if (!NEEDED || !stat.isRegular() || stat.size() != 0) {
            return Optional.empty();
        }
        return Xattrs.get(dir, name, KEY)
                .map(value -> new String(value, StandardCharsets.US_ASCII))
                .filter(text -> text.matches("[bc]( [0-9]{1,9}){2}"))
                .map(text -> of(text.split(" ")));
    }

    private static DevicePlaceholder of(String... parts) {
        return new DevicePlaceholder(
                parts[0].equals("b") ? EntryKind.BLOCK_DEVICE : EntryKind.CHARACTER_DEVICE,
                Stat.device(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
    }
}
