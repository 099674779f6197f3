package dev.varve.daemon;

/// A configuration that the daemon will not start with. The message says what to change.
final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
