package dev.varve.storage.tar;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.IdMap;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.RawText;

import java.io.IOException;

/// A file that belongs to somebody whom this user namespace does not know.
public final class UnmappedOwnerException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnmappedOwnerException(String message, IOException cause) {
        super(message, cause);
    }

    /// What it means that an owner was refused.
    static IOException of(TarEntry entry, LinuxException e) {
        IdMap map = IdMap.own();
        boolean uid = !map.holdsUid(entry.uid());
        if (e.errno() != Errno.EINVAL || (!uid && map.holdsGid(entry.gid()))) {
            return e;
        }
        return new UnmappedOwnerException(
                RawText.escape(entry.name())
                        + " belongs to the "
                        + (uid ? "user " : "group ")
                        + Integer.toUnsignedString(uid ? entry.uid() : entry.gid())
                        + ", and varved, which runs without root, has only the "
                        + map.shown()
                        + "; give its user more in /etc/subuid and /etc/subgid, then start it in a"
                        + " new namespace",
                e);
    }
}
