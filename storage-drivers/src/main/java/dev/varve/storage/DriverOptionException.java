package dev.varve.storage;

import java.io.IOException;

/// An option that a storage driver does not have, or a value that it cannot use. What was wrong
/// stands in the message; nothing was changed.
public final class DriverOptionException extends IOException {
    private static final long serialVersionUID = 1;

    public DriverOptionException(String message) {
        super(message);
    }
}
