package dev.varve.registry;

import dev.varve.error.StoreException.InvalidArgument;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// The registry that a login is for, as clients name it: by host, or by the URL under which they
/// keep its credentials.
final class LoginServer {
    private static final String HUB = "docker.io";
    private static final Set<String> HUB_NAMES = Set.of("docker.io", "index.docker.io");

    private LoginServer() {}

    /// `host[:port]`, which is `docker.io` for Docker Hub. Throws [InvalidArgument] for an address
    /// without a host.
    static String domain(String server) {
        if (server.isEmpty()) {
            return HUB;
        }
        String lower = server.toLowerCase(Locale.ROOT);
        boolean isUrl = lower.startsWith("http://") || lower.startsWith("https://");
        String host;
        try {
            URI uri = URI.create(isUrl ? server : "https://" + server);
            host = uri.getHost();
            int port = uri.getPort();
            if (host != null) {
                return HUB_NAMES.contains(host) ? HUB : port < 0 ? host : host + ":" + port;
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(server);
        }
        throw unreadable(server);
    }

    private static InvalidArgument unreadable(String server) {
        return new InvalidArgument(
                "unable to parse server address: "
                        + ShownText.of(server)
                        + " is no host and no http or https URL");
    }
}
