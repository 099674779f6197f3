package dev.varve.registry;

import java.io.InputStream;
import java.net.http.HttpResponse;

/// What the answer to a HEAD means: there, not there, or a failure.
final class RepositoryHead {
    private RepositoryHead() {}

    static boolean isThere(HttpResponse<InputStream> response) throws RegistryFailure {
        if (response.statusCode() / 100 == 2) {
            HttpExchange.discard(response);
            return true;
        }
        if (response.statusCode() == 404) {
            HttpExchange.discard(response);
            return false;
        }
        throw RegistryError.read(response).toFailure();
    }
}
