package dev.varve.cli.client;

import java.io.IOException;
import java.io.OutputStream;

/// Makes the bytes of an upload. An [IOException] or a [dev.varve.cli.exit.Failure] of its own
/// breaks the upload off, so that the daemon takes nothing half for a whole.
public interface Content {
    void writeTo(OutputStream out) throws IOException;
}
