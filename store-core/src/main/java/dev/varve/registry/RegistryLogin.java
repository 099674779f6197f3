package dev.varve.registry;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/// Finds out whether a registry takes credentials: asks for `/v2/` with them, as docker does. No
/// token of another request is used, and none is kept.
final class RegistryLogin {
    private final HttpExchange http;
    private final TokenRequest tokens;

    RegistryLogin(HttpExchange http, TokenRequest tokens) {
        this.http = http;
        this.tokens = tokens;
    }

    /// @return the identity token to use from now on instead of the password, "" for none
    String at(RegistryHost host, Credentials credentials) throws RegistryFailure {
        URI uri = host.resolve("/v2/");
        HttpResponse<InputStream> response = get(host, uri, Map.of());
        String identity = identity(credentials);
        if (response.statusCode() == 401) {
            List<Challenge> challenges =
                    Challenge.parse(response.headers().allValues("WWW-Authenticate"));
            Admission admission = answer(host, uri, challenges, credentials);
            if (!admission.header().isEmpty()) {
                response = get(host, uri, Map.of("Authorization", admission.header()));
            }
            identity = admission.identity().isEmpty() ? identity : admission.identity();
        }
        if (response.statusCode() != 200) {
            throw RegistryFailure.refused(failed(uri, response.statusCode()));
        }
        return identity;
    }

    /// @param header the `Authorization`, "" when no challenge can be answered
    /// @param identity the identity token that came along, "" for none
    private record Admission(String header, String identity) {}

    private Admission answer(
            RegistryHost host, URI uri, List<Challenge> challenges, Credentials credentials)
            throws RegistryFailure {
        if (credentials instanceof Credentials.RegistryToken token) {
            return new Admission("Bearer " + token.token(), "");
        }
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                return withToken(host, uri, challenge, credentials);
            }
        }
        if (challenges.stream().noneMatch(c -> c.scheme().equals("basic"))) {
            return new Admission("", "");
        }
        if (credentials instanceof Credentials.Password password) {
            return new Admission(Authorizer.basic(password), "");
        }
        throw RegistryFailure.refused(
                Unauthorized.withoutCredentials(asking(uri) + "no basic auth credentials"));
    }

    private Admission withToken(
            RegistryHost host, URI uri, Challenge challenge, Credentials credentials)
            throws RegistryFailure {
        URI realm = TokenRealm.of(host, challenge, credentials);
        TokenCache.Key key =
                new TokenCache.Key(
                        realm.toString(), challenge.parameter("service"), "", credentials);
        try {
            TokenCache.Token token = tokens.send(key, realm, TokenRealm.reach(host, realm));
            return new Admission("Bearer " + token.value(), token.refresh());
        } catch (RegistryFailure e) {
            throw e.isUnanswered() ? e : RegistryFailure.refused(prefixed(asking(uri), e.told()));
        }
    }

    private HttpResponse<InputStream> get(RegistryHost host, URI uri, Map<String, String> headers)
            throws RegistryFailure {
        HttpResponse<InputStream> response =
                http.send(new HttpExchange.Request("GET", uri, headers, Reach.of(host), null));
        HttpExchange.discard(response);
        return response;
    }

    private static String identity(Credentials credentials) {
        return credentials instanceof Credentials.IdentityToken identity ? identity.token() : "";
    }

    private static StoreException failed(URI uri, int status) {
        String text =
                "login attempt to "
                        + Urls.redact(uri)
                        + " failed with status: "
                        + status
                        + RegistryError.phrase(status);
        return switch (status) {
            case 401 -> new Unauthorized(text);
            case 403 -> new Denied(text);
            case 404 -> new NotFound(text);
            default -> new Unavailable(text, status, null);
        };
    }

    private static StoreException prefixed(String prefix, StoreException told) {
        String text = prefix + told.getMessage();
        return switch (told) {
            case Unauthorized _ -> new Unauthorized(text);
            case Denied _ -> new Denied(text);
            case Unavailable u -> new Unavailable(text, u.status(), u);
            default -> told;
        };
    }

    private static String asking(URI uri) {
        return "Get \"" + Urls.redact(uri) + "\": ";
    }
}
