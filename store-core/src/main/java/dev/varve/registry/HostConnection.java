package dev.varve.registry;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Requests of one session to one host. Asks `/v2/` first, as docker does, to learn whether the
/// host speaks at all and which `Authorization` it wants; a token that is refused later is renewed
/// once.
final class HostConnection {
    private final RegistryHost host;
    private final Credentials credentials;
    private final String scope;
    private final HttpExchange http;
    private final Authorizer authorizer;
    private volatile boolean answered;
    private volatile boolean down;
    private volatile @Nullable RateLimit rateLimit;
    private volatile List<Challenge> challenges = List.of();

    HostConnection(
            RegistryHost host,
            Credentials credentials,
            String scope,
            HttpExchange http,
            Authorizer authorizer) {
        this.host = host;
        this.credentials = credentials;
        this.scope = scope;
        this.http = http;
        this.authorizer = authorizer;
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
        try {
            ping();
            HttpResponse<InputStream> response =
                    sendAuthorized(method, host.resolve(path), headers);
            down = false;
            RateLimit.of(response.headers()).ifPresent(limit -> rateLimit = limit);
            return response;
        } catch (RegistryFailure e) {
            down = e.isUnanswered();
            throw e;
        }
    }

    private synchronized void ping() throws RegistryFailure {
        if (answered) {
            return;
        }
        URI uri = host.resolve("/v2/");
        HttpResponse<InputStream> response = http.send(request("GET", uri, Map.of()));
        challenges = challenges(response);
        HttpExchange.discard(response);
        if (response.statusCode() == 400 && host.isPlainHttp()) {
            // What TLS servers say when they are spoken to without TLS.
            throw RegistryFailure.unanswered(
                    "Get \"" + Urls.redact(uri) + "\": 400 Bad Request, not a plain http registry",
                    null,
                    false);
        }
        answered = true;
    }

    private HttpResponse<InputStream> sendAuthorized(
            String method, URI uri, Map<String, String> headers) throws RegistryFailure {
        String first = authorization(null).orElse(null);
        HttpResponse<InputStream> response = http.send(request(method, uri, with(headers, first)));
        if (response.statusCode() != 401) {
            return response;
        }
        List<Challenge> fresh = challenges(response);
        if (fresh.isEmpty()) {
            return response;
        }
        challenges = fresh;
        String second = authorization(first).orElse(null);
        if (second == null || second.equals(first)) {
            return response;
        }
        HttpExchange.discard(response);
        return http.send(request(method, uri, with(headers, second)));
    }

    private Optional<String> authorization(@Nullable String refused) throws RegistryFailure {
        return authorizer.authorize(host, challenges, credentials, scope, refused);
    }

    private static List<Challenge> challenges(HttpResponse<InputStream> response) {
        return response.statusCode() == 401
                ? Challenge.parse(response.headers().allValues("WWW-Authenticate"))
                : List.of();
    }

    private static Map<String, String> with(
            Map<String, String> headers, @Nullable String authorization) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (authorization != null) {
            all.put("Authorization", authorization);
        }
        return all;
    }

    private HttpExchange.Request request(String method, URI uri, Map<String, String> headers) {
        return new HttpExchange.Request(method, uri, headers, host.verifyTls(), null);
    }
}
