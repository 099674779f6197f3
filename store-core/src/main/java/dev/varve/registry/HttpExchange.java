package dev.varve.registry;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.registry.net.ProxyRules;
import dev.varve.registry.net.ProxySettings;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/// Sends one request and follows its redirects, at most ten. Another origin gets neither
/// credentials nor anything else that was not meant for it: only `Accept` and `Range` go along, a
/// body goes nowhere but where it was sent, and https never becomes http.
final class HttpExchange implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpExchange.class);
    private static final String USER_AGENT = "varve/0.1.0";
    private static final int REDIRECTS = 10;
    private static final int DRAIN_LIMIT = 1 << 16;
    private static final Set<Integer> REDIRECT_STATUS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> KEPT_HEADERS = Set.of("Accept", "Range");

    private final HttpClients clients;
    private final ProxyRules proxies;
    private final Patience patience;
    private final StallGuard guard;

    HttpExchange(Patience patience, ProxySettings proxies) {
        this.patience = patience;
        this.proxies = new ProxyRules(proxies);
        this.clients = new HttpClients(this.proxies, patience.connect());
        this.guard = new StallGuard(patience.stall());
    }

    /// @param reach how the host of `uri` is reached
    /// @param body what to POST or PUT, or null for none
    record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            Reach reach,
            @Nullable String body) {
        Request withBody(String text) {
            return new Request(method, uri, headers, reach, text);
        }
    }

    /// The answer with its body still to be read; the body fails when it stalls.
    HttpResponse<InputStream> send(Request request) throws RegistryFailure {
        URI uri = request.uri();
        Map<String, String> headers = request.headers();
        Reach reach = request.reach();
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            HttpResponse<InputStream> response = sendOnce(request, uri, headers, reach);
            String location = response.headers().firstValue("Location").orElse(null);
            if (!REDIRECT_STATUS.contains(response.statusCode()) || location == null) {
                return response;
            }
            discard(response);
            URI next = target(request, uri, location);
            if (!Urls.origin(uri).equals(Urls.origin(next))) {
                headers = onlyKept(headers);
                reach = reach.elsewhere();
            }
            uri = next;
        }
        throw refused("stopped after " + REDIRECTS + " redirects, the limit, at " + shown(uri));
    }

    /// Sends a request with a part of a file. It is never redirected: a registry says with
    /// `Location` where to send.
    ///
    /// @param tick see [Transmission#send]
    HttpResponse<InputStream> transmit(Request request, FilePart part, LongConsumer tick)
            throws RegistryFailure {
        HttpRequest.Builder builder = builder(request.uri(), request.headers());
        HttpRequest sent = builder.method(request.method(), part.publisher()).build();
        HttpResponse<InputStream> response =
                new Transmission(client(request.reach()), patience).send(sent, part, tick);
        return new GuardedResponse(response, guard.watch(response.body()));
    }

    /// Reads away the rest of a short body, so that its connection can be used again.
    static void discard(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            long read = body.readNBytes(DRAIN_LIMIT).length;
            log.trace("passed over {} bytes of {}", read, shown(response.uri()));
        } catch (IOException e) {
            log.debug("passed over the answer of {}: {}", shown(response.uri()), e.toString());
        }
    }

    private HttpResponse<InputStream> sendOnce(
            Request request, URI uri, Map<String, String> headers, Reach reach)
            throws RegistryFailure {
        try {
            HttpResponse<InputStream> response =
                    client(reach)
                            .send(
                                    httpRequest(request, uri, headers),
                                    HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 407) {
                throw refused(
                        "the proxy for "
                                + shown(uri)
                                + " lets nobody through without user and password: 407 Proxy"
                                + " Authentication Required; check those in the proxy's URL");
            }
            return new GuardedResponse(response, guard.watch(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("the request to " + shown(uri) + " was interrupted");
        } catch (IOException e) {
            throw TransportFailures.of(request.method(), uri, proxies.proxy(uri), e);
        }
    }

    private HttpClient client(Reach reach) throws RegistryFailure {
        try {
            return clients.of(reach);
        } catch (Failed e) {
            throw RegistryFailure.refused(e);
        }
    }

    private HttpRequest.Builder builder(URI uri, Map<String, String> headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri)
                        .version(
                                Urls.isTls(uri)
                                        ? HttpClient.Version.HTTP_2
                                        : HttpClient.Version.HTTP_1_1)
                        .header("User-Agent", USER_AGENT);
        headers.forEach(builder::setHeader);
        proxies.authorization(uri).ifPresent(h -> builder.setHeader("Proxy-Authorization", h));
        return builder;
    }

    private HttpRequest httpRequest(Request request, URI uri, Map<String, String> headers) {
        return builder(uri, headers)
                .timeout(patience.answer())
                .method(
                        request.method(),
                        request.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body()))
                .build();
    }

    private static URI target(Request request, URI from, String location) throws RegistryFailure {
        if (request.body() != null) {
            throw refused("refused to follow " + shown(from) + " elsewhere with a body");
        }
        URI next;
        try {
            next = Urls.follow(from, location);
        } catch (IllegalArgumentException e) {
            throw refused(shown(from) + " redirects to something that is no http or https URL");
        }
        if (Urls.isTls(from) && !Urls.isTls(next)) {
            throw refused(
                    "refused a redirect from "
                            + shown(from)
                            + " to "
                            + shown(next)
                            + ": it would go on without TLS");
        }
        return next;
    }

    private static String shown(URI uri) {
        return Urls.redact(uri);
    }

    private static RegistryFailure refused(String message) {
        return RegistryFailure.refused(new Unavailable(message, null));
    }

    private static Map<String, String> onlyKept(Map<String, String> headers) {
        Map<String, String> kept = new HashMap<>(headers);
        kept.keySet().retainAll(KEPT_HEADERS);
        return kept;
    }

    @Override
    public void close() {
        guard.close();
        clients.close();
    }
}
