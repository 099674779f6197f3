package dev.varve.registry;

import dev.varve.reference.Reference;

import java.time.Clock;
import java.util.List;

/// Speaks the registry protocol for the whole daemon: connections and tokens are shared by all
/// sessions. Opened once; thread-safe.
public final class RegistryClient implements AutoCloseable {
    private final RegistryHosts hosts;
    private final HttpExchange http;
    private final Authorizer authorizer;
    private final RetryPolicy retries;

    private RegistryClient(
            RegistryHosts hosts, HttpExchange http, TokenCache tokens, RetryPolicy retries) {
        this.hosts = hosts;
        this.http = http;
        this.authorizer = new Authorizer(new TokenRequest(http), tokens);
        this.retries = retries;
    }

    /// Throws [dev.varve.error.StoreException.InvalidArgument] for a mirror or a block of insecure
    /// registries that makes no sense.
    public static RegistryClient open(RegistrySettings settings) {
        Clock clock = Clock.systemUTC();
        return open(
                new RegistryHosts(settings), Patience.STANDARD, RetryPolicy.standard(clock), clock);
    }

    static RegistryClient open(
            RegistryHosts hosts, Patience patience, RetryPolicy retries, Clock clock) {
        return new RegistryClient(
                hosts, new HttpExchange(patience), new TokenCache(clock), retries);
    }

    /// Begins a pull from the hosts of one repository. Nothing is sent yet.
    public RegistrySession session(Reference reference, Credentials credentials) {
        String scope = "repository:" + reference.path() + ":pull";
        List<HostConnection> connections =
                hosts.of(reference).stream()
                        .map(h -> new HostConnection(h, credentials, scope, http, authorizer))
                        .toList();
        return new HostSession(connections, reference, retries);
    }

    /// Breaks off whatever is still under way.
    @Override
    public void close() {
        http.close();
    }
}
