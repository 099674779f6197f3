package dev.varve.cli.client;

import java.io.IOException;

/// Where the bytes of an answer go.
public interface ByteTarget {
    void write(byte[] bytes, int count) throws IOException;
}
