package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;

/// A place in a tree that nobody else changes. Holds one descriptor however deep it is, and needs
/// no stack: the way up is `..`, which the owner of the cursor must not take above its top.
public final class Cursor implements AutoCloseable {
    private static final byte[] HERE = {'.'};
    private static final byte[] UP = {'.', '.'};

    private Fd at;

    public Cursor(Fd top) throws LinuxException {
        at = Open.directory(top, HERE);
    }

    /// Open until the cursor moves.
    public Fd fd() {
        return at;
    }

    public void enter(byte[] name) throws LinuxException {
        move(name);
    }

    public void leave() throws LinuxException {
        move(UP);
    }

    private void move(byte[] name) throws LinuxException {
        Fd next = Open.directory(at, name);
        at.close();
        at = next;
    }

    @Override
    public void close() {
        at.close();
    }
}
