package dev.varve.index;

import java.io.IOException;

/// There is a file where the index should be, and it cannot be used.
public final class DamagedIndexException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedIndexException(String message, Throwable cause) {
        super(message, cause);
    }
}
