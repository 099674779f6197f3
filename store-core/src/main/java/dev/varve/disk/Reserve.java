package dev.varve.disk;

import dev.varve.storage.disk.Disk;
import dev.varve.storage.space.Allocation;
import dev.varve.storage.space.FreeSpace;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Room on the disk, and a few inodes, that the store keeps for itself, so that what gives room
/// back can be done when there is none left: the index is written before anything is deleted. It is
/// given back for such a write and taken again when there is room.
public final class Reserve {
    private static final Logger log = LoggerFactory.getLogger(Reserve.class);

    /// SQLite needs two, `index.json` one and the trial of a driver a handful.
    private static final int FILES = 16;

    /// What a transaction writes is in the worst case the whole index once more.
    private static final long LEAST = 8L << 20;

    /// What is left to others beside each file that is taken.
    private static final long LEFT = 1 << 20;

    private static final long UNIT = 1 << 20;

    private final StoreLayout layout;
    private long held;

    public Reserve(StoreLayout layout) {
        this.layout = layout;
    }

    /// For a start: gives the reserve back when a store could not be opened without it.
    public void releaseWhenShort() throws IOException {
        FreeSpace free = layout.freeSpace();
        if (free.bytes() < LEAST || free.inodes() < FILES) {
            boolean _ = release();
        }
    }

    /// Whether the disk is so full that a write may have failed for that.
    public boolean isDiskFull() {
        try {
            FreeSpace free = layout.freeSpace();
            return free.bytes() < LEFT || free.inodes() < FILES;
        } catch (IOException e) {
            return false;
        }
    }

    /// Gives the room back to the disk.
    ///
    /// @return whether there was some
    public synchronized boolean release() {
        held = 0;
        boolean released = false;
        for (Path file : files()) {
            try {
                released |= Disk.deleteIfExists(file);
            } catch (IOException e) {
                log.warn("cannot give back {}: {}", file, e.getMessage());
            }
        }
        if (released) {
            log.info("the disk is full: gave back the reserve for removals");
        }
        return released;
    }

    /// Takes as much as it should have and as there is room for.
    public synchronized void restore() {
        try {
            long wanted = wanted();
            if (held < wanted) {
                restore(wanted);
            }
        } catch (IOException e) {
            log.warn("cannot keep room for removals on a full disk: {}", e.getMessage());
        }
    }

    private void restore(long wanted) throws IOException {
        long each = wanted / FILES;
        for (Path file : files()) {
            long size = Files.exists(file) ? Files.size(file) : -1;
            if (size >= each) {
                continue;
            }
            FreeSpace free = layout.freeSpace();
            if (free.bytes() < each + LEFT || free.inodes() < FILES) {
                return;
            }
            Allocation.grow(file, each);
        }
        held = wanted;
    }

    private long wanted() throws IOException {
        long index = Files.exists(layout.index()) ? Files.size(layout.index()) : 0;
        return LEAST + index / UNIT * UNIT;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            files.add(layout.reserve().resolve(String.valueOf(i)));
        }
        return files;
    }
}
