package dev.varve.registry.net;

import dev.varve.error.StoreException.InvalidArgument;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Which proxy stands between, from the configuration or the environment.
///
/// @param http for http URLs
/// @param https for https URLs
/// @param noProxy hosts that are reached without one
public record ProxySettings(Optional<URI> http, Optional<URI> https, String noProxy) {
    public static final ProxySettings NONE =
            new ProxySettings(Optional.empty(), Optional.empty(), "");

    /// Reads a proxy as Go does: without a scheme it is http. Throws [InvalidArgument], without the
    /// password, for what cannot be used.
    ///
    /// @param text "" for none
    public static Optional<URI> parse(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
        } catch (URISyntaxException e) {
            throw new InvalidArgument("invalid proxy: it is no URL");
        }
        if (uri.getHost() == null) {
            throw new InvalidArgument("invalid proxy: " + shown(uri) + " names no host");
        }
        if (!"http".equals(uri.getScheme())) {
            throw new InvalidArgument(
                    "invalid proxy: "
                            + shown(uri)
                            + ": Varve reaches proxies over http only, whatever goes through them;"
                            + " write http://"
                            + uri.getHost());
        }
        return Optional.of(uri);
    }

    /// A proxy without what is secret in it, "" for none.
    public static String shown(Optional<URI> proxy) {
        return proxy.map(ProxySettings::shown).orElse("");
    }

    private static String shown(URI proxy) {
        String user = proxy.getRawUserInfo() == null ? "" : "xxxxx:xxxxx@";
        String port = proxy.getPort() < 0 ? "" : ":" + proxy.getPort();
        String path = proxy.getRawPath() == null ? "" : proxy.getRawPath();
        return proxy.getScheme() + "://" + user + proxy.getHost() + port + path;
    }

    /// `toString` shows no password.
    @Override
    public String toString() {
        return "ProxySettings[" + shown(http) + ", " + shown(https) + ", " + noProxy + "]";
    }
}
