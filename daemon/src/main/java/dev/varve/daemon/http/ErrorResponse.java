package dev.varve.daemon.http;

import dev.varve.api.ApiVersion;
import dev.varve.api.ErrorBody;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.error.StoreException.Unsupported;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/// Turns failures into HTTP: the one place that knows which status a failure has.
final class ErrorResponse {
    private static final Logger log = LoggerFactory.getLogger(ErrorResponse.class);
    private static final int TOO_MANY_REQUESTS = 429;

    private ErrorResponse() {}

    /// A failure as a client may see it.
    ///
    /// @param kind for the header `Varve-Error`, "" for none
    record Failure(int status, String kind, String message) {
        /// The code for an error line, which has no header beside it and so has to say more than a
        /// status. Never 401: docker's client replaces the message of that by one of its own, which
        /// says less.
        int streamCode() {
            return switch (kind) {
                case "unauthorized" -> 403;
                case "corrupt" -> 422;
                case "unavailable" -> status == TOO_MANY_REQUESTS ? TOO_MANY_REQUESTS : 503;
                default -> status;
            };
        }
    }

    /// Logs what is nobody's fault but Varve's, and keeps its insides from the client.
    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case StoreException e -> new Failure(status(e), kind(e), message(e));
            case HttpFailure e -> new Failure(e.status(), "", message(e));
            default -> {
                log.error("a request failed for a reason that should not occur", thrown);
                yield new Failure(500, "", "internal error: " + thrown.getClass().getSimpleName());
            }
        };
    }

    static int status(StoreException e) {
        return switch (e) {
            case NotFound _ -> 404;
            case Conflict _ -> 409;
            case InvalidArgument _, Unsupported _ -> 400;
            // Docker's client answers a 401 by asking for a password, also where nobody is there to
            // give one, so dockerd has 500 for this, too.
            case Unauthorized u -> u.nothingGiven() ? 500 : 401;
            case Denied _ -> 403;
            case Unavailable u -> unavailable(u.status());
            case NoSpace _ -> 507;
            case Corrupt _, Cancelled _, Failed _ -> 500;
        };
    }

    /// The word for the header `Varve-Error`, by which Varve's command line chooses its exit code.
    private static String kind(StoreException e) {
        return switch (e) {
            case NotFound _ -> "not-found";
            case Conflict _ -> "conflict";
            case InvalidArgument _ -> "invalid-argument";
            case Unsupported _ -> "unsupported";
            case Unauthorized _ -> "unauthorized";
            case Denied _ -> "denied";
            case Unavailable _ -> "unavailable";
            case NoSpace _ -> "no-space";
            case Corrupt _ -> "corrupt";
            case Cancelled _ -> "cancelled";
            case Failed _ -> "failed";
        };
    }

    /// A registry that answers with an error is dockerd's 500; one that does not answer is 503.
    private static int unavailable(int registryStatus) {
        return switch (registryStatus) {
            case 0 -> 503;
            case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
            default -> 500;
        };
    }

    /// JSON, but plain text for a client so old that it asked in a version before 1.24.
    static Response.Fixed response(Failure failure, ApiVersion version) {
        if (version.isBefore(ApiVersion.MINIMUM)) {
            return Response.text(
                    failure.status(),
                    failure.message() + "\n",
                    Map.of("X-Content-Type-Options", "nosniff"));
        }
        Response.Fixed json =
                Response.json(failure.status(), new ErrorBody(failure.message())::write);
        return failure.kind().isEmpty() ? json : json.with("Varve-Error", failure.kind());
    }

    private static String message(RuntimeException e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }
}
