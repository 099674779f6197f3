package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Gets one token from a token server: by GET, anonymous or with a user's password, or by POST of a
/// form, with an identity token or, where GET is not taken, with the password. Source:
/// distribution's `docs/spec/auth/token.md` and `oauth.md`.
final class TokenRequest {
    private static final String CLIENT = "varve";
    private static final String SCOPE = "scope";
    private static final int LIMIT = 1 << 20;

    /// More would not fit into the headers that servers take.
    private static final int TOKEN_LIMIT = 48 << 10;

    /// What a server says that takes forms only.
    private static final Set<Integer> FORMS_ONLY = Set.of(404, 405, 501);

    private static final long SHORTEST_SECONDS = 60;
    private static final long LONGEST_SECONDS = 86_400;

    private final HttpExchange http;

    TokenRequest(HttpExchange http) {
        this.http = http;
    }

    TokenCache.Token send(TokenCache.Key key, URI realm, Reach reach) throws RegistryFailure {
        HttpResponse<InputStream> response = http.send(request(key, realm, reach));
        boolean wantsForm = FORMS_ONLY.contains(response.statusCode());
        if (wantsForm && key.credentials() instanceof Credentials.Password password) {
            HttpExchange.discard(response);
            response = http.send(form(realm, reach, passwordForm(key, password)));
        }
        if (response.statusCode() / 100 != 2) {
            throw RegistryError.read(response).toFailure();
        }
        String shown = Urls.redact(realm);
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw refused(shown, "is longer than the limit of " + LIMIT + " bytes", null);
            }
            return token(shown, Json.mapper().readTree(bytes));
        } catch (JsonProcessingException e) {
            throw refused(shown, "is not JSON", e);
        } catch (IOException e) {
            throw TransportFailures.of("GET", realm, e);
        }
    }

    private static RegistryFailure refused(String realm, String why, @Nullable Throwable cause) {
        String message = "the answer of the token server " + realm + " " + why;
        return RegistryFailure.refused(new Unavailable(message, cause));
    }

    /// `issued_at` is not read: the life of a token is counted from its arrival, so that the clocks
    /// of both sides need not agree.
    private static TokenCache.Token token(String realm, JsonNode answer) throws RegistryFailure {
        String token = answer.path("access_token").asText("");
        if (token.isEmpty()) {
            token = answer.path("token").asText("");
        }
        if (token.length() > TOKEN_LIMIT) {
            throw refused(
                    realm, "has a token longer than the limit of " + TOKEN_LIMIT + " bytes", null);
        }
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw RegistryFailure.refused(
                    new Unauthorized(
                            "authorization server did not include a token in the response"));
        }
        long seconds =
                Math.clamp(answer.path("expires_in").asLong(0), SHORTEST_SECONDS, LONGEST_SECONDS);
        return new TokenCache.Token(
                token, Duration.ofSeconds(seconds), answer.path("refresh_token").asText(""));
    }

    private static HttpExchange.Request request(TokenCache.Key key, URI realm, Reach reach) {
        Map<String, String> form = fields(key);
        if (key.credentials() instanceof Credentials.IdentityToken identity) {
            form.put("grant_type", "refresh_token");
            form.put("refresh_token", identity.token());
            form.put("client_id", CLIENT);
            return form(realm, reach, form);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (key.scope().isEmpty()) {
            form.put("offline_token", "true");
            form.put("client_id", CLIENT);
        }
        if (key.credentials() instanceof Credentials.Password password) {
            form.put("account", password.username());
            headers.put("Authorization", Authorizer.basic(password));
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        URI uri = URI.create(realm + separator + query(form));
        return new HttpExchange.Request("GET", uri, headers, reach, null);
    }

    private static Map<String, String> passwordForm(
            TokenCache.Key key, Credentials.Password password) {
        Map<String, String> form = fields(key);
        form.put("grant_type", "password");
        form.put("username", password.username());
        form.put("password", password.password());
        form.put("client_id", CLIENT);
        if (key.scope().isEmpty()) {
            form.put("access_type", "offline");
        }
        return form;
    }

    private static Map<String, String> fields(TokenCache.Key key) {
        Map<String, String> form = new LinkedHashMap<>();
        if (!key.service().isEmpty()) {
            form.put("service", key.service());
        }
        if (!key.scope().isEmpty()) {
            form.put(SCOPE, key.scope());
        }
        return form;
    }

    private static HttpExchange.Request form(URI realm, Reach reach, Map<String, String> form) {
        return new HttpExchange.Request(
                "POST",
                realm,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                reach,
                encode(form));
    }

    /// The form as a query, in which several scopes are parameters of their own.
    private static String query(Map<String, String> form) {
        StringBuilder text = new StringBuilder();
        form.forEach((name, value) -> {
            for (String one : name.equals(SCOPE) ? value.split(" ") : new String[] {value}) {
                text.append(text.isEmpty() ? "" : "&").append(encode(Map.of(name, one)));
            }
        });
        return text.toString();
    }

    private static String encode(Map<String, String> form) {
        StringBuilder text = new StringBuilder();
        form.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8)));
        return text.toString();
    }
}
