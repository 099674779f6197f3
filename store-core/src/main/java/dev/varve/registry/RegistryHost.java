package dev.varve.registry;

import dev.varve.registry.hosts.Capability;
import dev.varve.registry.tls.TlsProfile;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One place that may serve a repository.
///
/// @param base scheme, host, port and perhaps a path, without a slash at the end
/// @param api what stands between the base and the repository, `/v2` or nothing
/// @param mirror whether it only stands in, so that whatever fails there is asked for elsewhere
/// @param namespace the registry that it speaks for, "" when it is that registry itself: only then
///   it is given credentials, and otherwise it is told in `?ns=` whose content is wanted
/// @param tls how it is spoken to over TLS
/// @param capabilities what it may be asked for
/// @param headers for every request to it, from the configuration
/// @param dialTimeout for a connection, empty for the usual one
record RegistryHost(
        URI base,
        String api,
        boolean mirror,
        String namespace,
        TlsProfile tls,
        Set<Capability> capabilities,
        Map<String, String> headers,
        Optional<Duration> dialTimeout) {
    private static final String V2 = "/v2";

    RegistryHost {
        capabilities = Set.copyOf(capabilities);
        headers = Map.copyOf(headers);
    }

    /// A host without a configuration of its own.
    RegistryHost(URI base, boolean mirror, String namespace, TlsProfile tls) {
        this(
                base,
                V2,
                mirror,
                namespace,
                tls,
                Set.of(Capability.values()),
                Map.of(),
                Optional.empty());
    }

    boolean verifyTls() {
        return tls.verify();
    }

    boolean isPlainHttp() {
        return !Urls.isTls(base);
    }

    /// Whether it is the registry that references name.
    boolean isItself() {
        return namespace.isEmpty();
    }

    boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /// @param path below the host, `/v2/library/busybox/tags/list`, perhaps with a query
    URI resolve(String path) {
        return URI.create(base + api + path.substring(V2.length()));
    }

    /// As [#resolve], and says whose content is wanted where that is not clear.
    URI resolveContent(String path) {
        boolean said = path.contains("?ns=") || path.contains("&ns=");
        if (isItself() || said) {
            return resolve(path);
        }
        return resolve(path + (path.contains("?") ? "&" : "?") + "ns=" + namespace);
    }

    /// The inverse of [#resolve], for a URL at this host.
    String path(URI there) {
        String path = there.getRawPath();
        String root = base.getRawPath() + api;
        if (path.startsWith(root + "/")) {
            return V2 + path.substring(root.length());
        }
        return path.startsWith(V2 + "/") ? path : V2 + path;
    }

    /// Never shows the headers, which may hold a secret.
    @Override
    public String toString() {
        return Urls.redact(base);
    }
}
