package dev.varve.cli.exit;

/// The exit codes that scripts rely on, and how an answer of the daemon becomes one.
///
/// The daemon says in the header `Varve-Error` what went wrong; without it the HTTP status decides.
/// An error inside a progress stream carries `errorDetail.code`, which is read as an HTTP status.
public enum ExitCode {
    DONE(0),
    OTHER(1),
    USAGE(2),
    NOT_FOUND(3),
    CONFLICT(4),
    NOT_AUTHORISED(5),
    NETWORK(6),
    NO_SPACE(7),
    DAMAGED(8),
    NO_DAEMON(9),
    INTERRUPTED(130),
    /// Whoever read the output is gone: what a shell shows for a program that SIGPIPE ended.
    BROKEN_PIPE(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// @param kind the value of `Varve-Error`, "" for none; an unknown one counts as none
    public static ExitCode of(String kind, int status) {
        return switch (kind) {
            case "not-found" -> NOT_FOUND;
            case "conflict", "in-use" -> CONFLICT;
            case "unauthorized", "denied" -> NOT_AUTHORISED;
            case "network", "registry", "unavailable" -> NETWORK;
            case "no-space", "quota" -> NO_SPACE;
            case "damaged", "corrupt" -> DAMAGED;
            case "invalid-argument" -> USAGE;
            case "cancelled" -> INTERRUPTED;
            default -> ofStatus(status);
        };
    }

    /// @param status an HTTP status, 0 for none
    public static ExitCode ofStatus(int status) {
        return switch (status) {
            case 400 -> USAGE;
            case 401, 403 -> NOT_AUTHORISED;
            case 404 -> NOT_FOUND;
            case 409 -> CONFLICT;
            case 429, 502, 503, 504 -> NETWORK;
            case 422 -> DAMAGED;
            case 507 -> NO_SPACE;
            default -> OTHER;
        };
    }
}
