package dev.varve.cli.exit;

/// A command, or its part for one image, did not work out. The message is for the user.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    public Failure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    public Failure(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ExitCode code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
