package dev.varve.registry;

import dev.varve.error.StoreException.Unauthorized;
import dev.varve.oci.DocumentLimits;
import dev.varve.reference.Reference;
import dev.varve.registry.net.ProxySettings;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/// Speaks the registry protocol for the whole daemon: connections and tokens are shared by all
/// sessions. Opened once; thread-safe.
public final class RegistryClient implements AutoCloseable {
    private final RegistryHosts hosts;
    private final HttpExchange http;
    private final Authorizer authorizer;
    private final Greetings greetings = new Greetings(System::nanoTime);
    private final RegistryLogin login;
    private final RetryPolicy retries;
    private final DocumentLimits limits;

    private RegistryClient(
            RegistryHosts hosts,
            HttpExchange http,
            TokenCache tokens,
            RetryPolicy retries,
            DocumentLimits limits) {
        this.hosts = hosts;
        this.http = http;
        TokenRequest tokenRequests = new TokenRequest(http);
        this.authorizer = new Authorizer(tokenRequests, tokens);
        this.login = new RegistryLogin(http, tokenRequests);
        this.retries = retries;
        this.limits = limits;
    }

    /// Throws [dev.varve.error.StoreException.InvalidArgument] for a mirror or a block of insecure
    /// registries that makes no sense.
    public static RegistryClient open(RegistrySettings settings, DocumentLimits limits) {
        return open(
                new RegistryHosts(settings),
                settings.proxies(),
                settings.patience(),
                RetryPolicy.standard(Clock.systemUTC()),
                limits);
    }

    static RegistryClient open(
            RegistryHosts hosts,
            ProxySettings proxies,
            Patience patience,
            RetryPolicy retries,
            DocumentLimits limits) {
        return new RegistryClient(
                hosts,
                new HttpExchange(patience, proxies),
                new TokenCache(System::nanoTime),
                retries,
                limits);
    }

    /// Begins a pull from the hosts of one repository. Nothing is sent yet.
    public RegistrySession session(Reference reference, Credentials credentials) {
        return session(reference, credentials, error -> error.toFailure(reference));
    }

    /// Begins a push into one repository of a registry. Nothing is sent yet, and nothing ever goes
    /// to a mirror that was not expressly named for pushes.
    public PushSession push(Reference repository, Credentials credentials) {
        String scope = "repository:" + repository.path() + ":pull,push";
        List<HostConnection> connections =
                hosts.ofPush(repository).stream()
                        .map(h ->
                                new HostConnection(
                                        h, credentials, scope, http, authorizer, greetings))
                        .toList();
        return new OriginPush(connections, repository, retries);
    }

    /// Asks what a registry has under a reference. The registry's errors are told in its own words,
    /// as docker does here, not as those of a pull.
    public RemoteDescription describe(Reference reference, Credentials credentials) {
        return Describer.describe(
                session(reference.asStored(), credentials, RegistryError::toFailure), limits);
    }

    /// Asks a registry whether it takes credentials.
    ///
    /// @param server `host[:port]`, also as a URL; "" for Docker Hub
    /// @return the identity token to use from now on instead of a password, "" for none
    public String login(String server, Credentials credentials) {
        RegistryFailure failure = null;
        for (RegistryHost host : hosts.ofRegistry(LoginServer.domain(server))) {
            try {
                return login.at(host, credentials);
            } catch (RegistryFailure e) {
                if (e.told() instanceof Unauthorized) {
                    throw e.told();
                }
                failure = failure == null || host.isPlainHttp() ? e : failure;
            }
        }
        if (failure == null) {
            throw new IllegalStateException("no host stands for " + server);
        }
        throw failure.told();
    }

    private RegistrySession session(
            Reference reference,
            Credentials credentials,
            Function<RegistryError, RegistryFailure> words) {
        String scope = "repository:" + reference.path() + ":pull";
        List<HostConnection> connections =
                hosts.of(reference).stream()
                        .map(h ->
                                new HostConnection(
                                        h, credentials, scope, http, authorizer, greetings))
                        .toList();
        return new HostSession(connections, reference, words, retries, limits);
    }

    /// Fetches what a user's URL names: http or https, and http when it does not say. Credentials
    /// of registries stay out of it.
    public WebFile fetch(String url) {
        return new WebFetch(http).get(WebFetch.parse(url));
    }

    /// The URL without user, password and query, to be shown and kept.
    public static String shownUrl(String url) {
        return Urls.redact(WebFetch.parse(url));
    }

    /// Breaks off whatever is still under way.
    @Override
    public void close() {
        http.close();
    }
}
