package dev.varve.registry;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Requests of one session to one host. Asks `/v2/` first, as docker does, to learn whether the
/// host speaks at all and which `Authorization` it wants, unless it has said so lately; a token
/// that is refused later is renewed once.
final class HostConnection {
    private final RegistryHost host;
    private final Credentials credentials;
    private final String scope;
    private final HttpExchange http;
    private final Authorizer authorizer;
    private final Greetings greetings;
    private volatile boolean answered;
    private volatile boolean down;
    private volatile @Nullable RateLimit rateLimit;
    private volatile List<Challenge> challenges = List.of();

    HostConnection(
            RegistryHost host,
            Credentials credentials,
            String scope,
            HttpExchange http,
            Authorizer authorizer,
            Greetings greetings) {
        this.host = host;
        this.credentials = credentials;
        this.scope = scope;
        this.http = http;
        this.authorizer = authorizer;
        this.greetings = greetings;
    }

    RegistryHost host() {
        return host;
    }

    /// Whether the host ever said anything in this session.
    boolean hasAnswered() {
        return answered;
    }

    /// Whether the last request got no answer; such a host is asked after the others.
    boolean isDown() {
        return down;
    }

    /// What the host last said of it.
    Optional<RateLimit> rateLimit() {
        return Optional.ofNullable(rateLimit);
    }

    @Override
    public String toString() {
        return host.toString();
    }

    /// Sends a request and returns the answer, whatever its status.
    HttpResponse<InputStream> send(String method, String path, Map<String, String> headers)
            throws RegistryFailure {
        return exchange(new Call(method, host.resolveContent(path), headers, scope, http::send));
    }

    /// What is to be sent, apart from the authorization.
    ///
    /// @param scope what is to be allowed
    private record Call(
            String method, URI uri, Map<String, String> headers, String scope, Sending sending) {}

    private interface Sending {
        HttpResponse<InputStream> send(HttpExchange.Request request) throws RegistryFailure;
    }

    /// Sends a request that changes something at the registry.
    ///
    /// @param uri a place that the registry named; at another origin it gets no credentials
    /// @param moreScope further things that are to be allowed, "" for none
    HttpResponse<InputStream> change(String method, URI uri, String moreScope)
            throws RegistryFailure {
        String wanted = moreScope.isEmpty() ? scope : scope + " " + moreScope;
        return exchange(new Call(method, uri, Map.of(), wanted, http::send));
    }

    /// Sends a request with text.
    HttpResponse<InputStream> put(String path, String contentType, String text)
            throws RegistryFailure {
        Map<String, String> headers = Map.of("Content-Type", contentType);
        return exchange(
                new Call(
                        "PUT",
                        host.resolveContent(path),
                        headers,
                        scope,
                        r -> http.send(r.withBody(text))));
    }

    /// Sends a part of a file, to the registry or to another place that it named.
    ///
    /// @param tick see [Transmission#send]
    HttpResponse<InputStream> transmit(
            String method, URI uri, Map<String, String> headers, FilePart part, LongConsumer tick)
            throws RegistryFailure {
        return exchange(new Call(method, uri, headers, scope, r -> http.transmit(r, part, tick)));
    }

    /// Makes sure that the host speaks the protocol, without asking for anything.
    void reach() throws RegistryFailure {
        try {
            ping();
        } catch (RegistryFailure e) {
            down = e.isUnanswered();
            throw e;
        }
    }

    private HttpResponse<InputStream> exchange(Call call) throws RegistryFailure {
        try {
            HttpResponse<InputStream> response = sendGreeted(call);
            down = false;
            if (isForHost(call.uri())) {
                answered = true;
            }
            RateLimit.of(response.headers()).ifPresent(limit -> rateLimit = limit);
            return response;
        } catch (RegistryFailure e) {
            down = e.isUnanswered();
            throw e;
        }
    }

    /// Sends to a host that has been greeted. That it was so lately, in another session, is taken
    /// back when it brings no answer: from then on all is as if nobody had greeted it.
    private HttpResponse<InputStream> sendGreeted(Call call) throws RegistryFailure {
        Optional<List<Challenge>> lately = answered ? Optional.empty() : greetings.of(host);
        if (lately.isEmpty()) {
            ping();
            return sendUngreeted(call);
        }
        challenges = lately.get();
        try {
            return sendUngreeted(call);
        } catch (RegistryFailure e) {
            if (answered) {
                throw e;
            }
            greetings.forget(host);
            ping();
            return sendUngreeted(call);
        }
    }

    private HttpResponse<InputStream> sendUngreeted(Call call) throws RegistryFailure {
        return isForHost(call.uri())
                ? sendAuthorized(call)
                : call.sending().send(request(call, Map.of()));
    }

    private synchronized void ping() throws RegistryFailure {
        if (answered) {
            return;
        }
        URI uri = host.resolve("/v2/");
        greetings.forget(host);
        HttpResponse<InputStream> response =
                http.send(
                        new HttpExchange.Request("GET", uri, host.headers(), Reach.of(host), null));
        challenges = challenges(response);
        HttpExchange.discard(response);
        if (response.statusCode() == 400 && host.isPlainHttp()) {
            // What TLS servers say when they are spoken to without TLS.
            throw RegistryFailure.unanswered(
                    "Get \"" + Urls.redact(uri) + "\": 400 Bad Request, not a plain http registry",
                    null,
                    false);
        }
        if (response.statusCode() == 200 || response.statusCode() == 401) {
            greetings.remember(host, challenges);
        }
        answered = true;
    }

    private boolean isForHost(URI uri) {
        return Urls.origin(uri).equals(Urls.origin(host.base()));
    }

    private HttpResponse<InputStream> sendAuthorized(Call call) throws RegistryFailure {
        String first = authorization(call.scope(), null).orElse(null);
        HttpResponse<InputStream> response = call.sending().send(request(call, header(first)));
        if (response.statusCode() != 401) {
            return response;
        }
        List<Challenge> fresh = challenges(response);
        if (fresh.isEmpty()) {
            return response;
        }
        challenges = fresh;
        greetings.remember(host, fresh);
        String second = authorization(call.scope(), first).orElse(null);
        if (second == null || second.equals(first)) {
            return response;
        }
        HttpExchange.discard(response);
        return call.sending().send(request(call, header(second)));
    }

    private Optional<String> authorization(String wanted, @Nullable String refused)
            throws RegistryFailure {
        boolean configured =
                host.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
        return configured
                ? Optional.empty()
                : authorizer.authorize(host, challenges, credentials, wanted, refused);
    }

    private static List<Challenge> challenges(HttpResponse<InputStream> response) {
        return response.statusCode() == 401
                ? Challenge.parse(response.headers().allValues("WWW-Authenticate"))
                : List.of();
    }

    private static Map<String, String> header(@Nullable String authorization) {
        return authorization == null ? Map.of() : Map.of("Authorization", authorization);
    }

    private HttpExchange.Request request(Call call, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(call.headers());
        all.putAll(more);
        Reach reach = Reach.of(host);
        if (!isForHost(call.uri())) {
            return new HttpExchange.Request(
                    call.method(), call.uri(), all, reach.elsewhere(), null);
        }
        all.putAll(host.headers());
        return new HttpExchange.Request(call.method(), call.uri(), all, reach, null);
    }
}
