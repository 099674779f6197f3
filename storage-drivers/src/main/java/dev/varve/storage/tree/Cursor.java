package dev.varve.storage.tree;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// A place in a tree. Holds one descriptor however deep it is, and that of the top: the way up is
/// `..`. When somebody else has moved a directory meanwhile, as an overlay in use does, that leads
/// elsewhere, perhaps out of the tree, and is not taken.
public final class Cursor implements AutoCloseable {
    private static final byte[] HERE = {'.'};
    private static final byte[] UP = {'.', '.'};

    /// @param name in the directory above; empty for the top
    @SuppressWarnings("ArrayRecordComponent") // raw name; never compared or changed
    private record Place(byte[] name, Stat.Identity identity) {}

    private final Fd top;
    private final Deque<Place> path = new ArrayDeque<>();
    private Fd at;

    public Cursor(Fd top) throws LinuxException {
        this.top = Open.directory(top, HERE);
        this.at = Open.directory(top, HERE);
        path.push(new Place(new byte[0], Stat.of(at).identity()));
    }

    /// Open until the cursor moves.
    public Fd fd() {
        return at;
    }

    public void enter(byte[] name) throws LinuxException {
        moveTo(Open.directory(at, name));
        path.push(new Place(name, Stat.of(at).identity()));
    }

    /// As [#enter], in a tree that is in use.
    ///
    /// @return false when the directory was removed or replaced meanwhile
    public boolean enterIfThere(byte[] name) throws LinuxException {
        try {
            enter(name);
            return true;
        } catch (LinuxException e) {
            if (isGone(e)) {
                return false;
            }
            throw e;
        }
    }

    public void leave() throws IOException {
        if (!leaveIfThere()) {
            throw new IOException("a directory was moved while the tree was read");
        }
    }

    /// As [#leave], in a tree that is in use.
    ///
    /// @return false when the directory above was removed or moved meanwhile; then there is nothing
    ///   more to be seen of it, and the cursor can only leave it too
    public boolean leaveIfThere() throws LinuxException {
        path.pop();
        try {
            moveTo(Open.directory(at, UP));
            if (isHere()) {
                return true;
            }
            moveTo(Open.directory(top, HERE));
            for (Iterator<Place> down = path.descendingIterator(); down.hasNext(); ) {
                byte[] name = down.next().name();
                if (name.length > 0) {
                    moveTo(Open.directory(at, name));
                }
            }
            return isHere();
        } catch (LinuxException e) {
            if (isGone(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean isHere() throws LinuxException {
        return Stat.of(at).identity().equals(path.element().identity());
    }

    private void moveTo(Fd next) {
        at.close();
        at = next;
    }

    private static boolean isGone(LinuxException e) {
        return switch (e.errno()) {
            case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        at.close();
        top.close();
    }
}
