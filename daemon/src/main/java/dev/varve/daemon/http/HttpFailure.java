package dev.varve.daemon.http;

/// An answer with an error status that is about HTTP and not about the store.
public final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    public HttpFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    /// What the Docker Engine API has and Varve has not.
    public static HttpFailure notImplemented(String message) {
        return new HttpFailure(501, message);
    }

    static HttpFailure badRequest(String message) {
        return new HttpFailure(400, message);
    }

    static HttpFailure pageNotFound() {
        return new HttpFailure(404, "page not found");
    }

    public int status() {
        return status;
    }
}
