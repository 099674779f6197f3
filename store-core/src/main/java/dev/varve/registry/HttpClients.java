package dev.varve.registry;

import static java.net.http.HttpClient.Redirect.NEVER;

import dev.varve.registry.net.ProxyRules;
import dev.varve.registry.tls.TlsContexts;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The JDK's clients, one for each way in which hosts are reached, made when first needed.
final class HttpClients implements AutoCloseable {
    /// Files of certificates that change make new clients; the one that was made first goes.
    private static final int LIMIT = 32;

    static {
        // Read once by the JDK's client. Without the first it would not send a proxy's password
        // for a tunnel, without the second it would take much more than 64 KiB of headers.
        setUnlessSet("jdk.http.auth.tunneling.disabledSchemes", "");
        setUnlessSet("jdk.http.maxHeaderSize", "65536");
        // In place of 16 KiB. Every piece is handed from thread to thread several times.
        setUnlessSet("jdk.httpclient.bufsize", "131072");
    }

    private final ProxyRules proxies;
    private final Duration connect;
    private final Map<Reach, HttpClient> clients = new LinkedHashMap<>();

    /// @param connect the usual time for a connection
    HttpClients(ProxyRules proxies, Duration connect) {
        this.proxies = proxies;
        this.connect = connect;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /// Throws [dev.varve.error.StoreException.Failed] when the host's certificate files cannot be
    /// used.
    synchronized HttpClient of(Reach reach) {
        HttpClient known = clients.get(reach);
        if (known != null) {
            return known;
        }
        if (clients.size() == LIMIT) {
            Reach oldest = clients.keySet().iterator().next();
            clients.remove(oldest).shutdown();
        }
        HttpClient made =
                HttpClient.newBuilder()
                        .followRedirects(NEVER)
                        .proxy(proxies)
                        .connectTimeout(reach.connect().orElse(connect))
                        .sslContext(TlsContexts.of(reach.tls()))
                        .build();
        clients.put(reach, made);
        return made;
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
