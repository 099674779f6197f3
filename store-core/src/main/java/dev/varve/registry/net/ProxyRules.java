package dev.varve.registry.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Which URL goes through which proxy. Loopback addresses never go through one, as in Go.
public final class ProxyRules extends ProxySelector {
    private static final int HTTP_PORT = 80;

    private final ProxySettings settings;
    private final NoProxy exceptions;

    public ProxyRules(ProxySettings settings) {
        this.settings = settings;
        this.exceptions = new NoProxy(settings.noProxy());
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(
                proxy(uri)
                        .map(p ->
                                new Proxy(
                                        Proxy.Type.HTTP,
                                        new InetSocketAddress(p.getHost(), port(p))))
                        .orElse(Proxy.NO_PROXY));
    }

    /// What the proxy for a URL wants to be told about who asks; empty when it wants nothing or
    /// there is none.
    public Optional<String> authorization(URI uri) {
        return proxy(uri)
                .map(URI::getRawUserInfo)
                .map(user -> {
                    String pair = URLDecoder.decode(user.replace("+", "%2B"), UTF_8);
                    String whole = pair.contains(":") ? pair : pair + ":";
                    return "Basic " + Base64.getEncoder().encodeToString(whole.getBytes(UTF_8));
                });
    }

    /// A proxy that cannot be reached is a failure of the request, not of the rules.
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

    /// The proxy that a URL is asked for through, empty for none.
    public Optional<URI> proxy(URI uri) {
        Optional<URI> proxy = "https".equals(uri.getScheme()) ? settings.https() : settings.http();
        return proxy.filter(_ -> exceptions.wantProxy(uri));
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? HTTP_PORT : proxy.getPort();
    }
}
