package dev.varve.storage.tar;

import dev.varve.storage.WhiteoutFormat;

import java.util.Arrays;

/// Which names a layer itself has put where, for opaque directories in a tree that holds the
/// parent's files too. Remembers a 64-bit fingerprint of each; two that collide keep a file of the
/// parent that should have gone, at worst.
final class SeenNames {
    private final boolean needed;
    private long[] slots = new long[1024];
    private int size;

    SeenNames(WhiteoutFormat format) {
        this.needed = format == WhiteoutFormat.DELETE;
    }

    void add(long directory, byte[] name) {
        if (!needed) {
            return;
        }
        if (size * 2 >= slots.length) {
            long[] old = slots;
            slots = new long[old.length * 2];
            Arrays.stream(old).filter(print -> print != 0).forEach(this::put);
        }
        if (put(fingerprint(directory, name))) {
            size++;
        }
    }

    boolean contains(long directory, byte[] name) {
        return slots[slot(fingerprint(directory, name))] != 0;
    }

    private boolean put(long print) {
        int slot = slot(print);
        boolean fresh = slots[slot] == 0;
        slots[slot] = print;
        return fresh;
    }

    private int slot(long print) {
        int slot = (int) (print >>> 32) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != print) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static long fingerprint(long directory, byte[] name) {
        long print = directory * 0x9e3779b97f4a7c15L;
        for (byte b : name) {
            print = (print ^ (b & 0xff)) * 0xff51afd7ed558ccdL;
            print ^= print >>> 29;
        }
        return print == 0 ? 1 : print;
    }
}
