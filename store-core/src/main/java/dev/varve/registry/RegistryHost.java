package dev.varve.registry;

import java.net.URI;

/// One place that may serve a repository.
///
/// @param base scheme, host, port and perhaps a path, without a slash at the end
/// @param mirror whether it only stands in for the registry that the reference names
/// @param verifyTls false when the configuration calls the host insecure
record RegistryHost(URI base, boolean mirror, boolean verifyTls) {
    boolean isPlainHttp() {
        return !Urls.isTls(base);
    }

    URI resolve(String path) {
        return URI.create(base + path);
    }

    @Override
    public String toString() {
        return Urls.redact(base);
    }
}
