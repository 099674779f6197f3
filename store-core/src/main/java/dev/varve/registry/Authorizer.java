package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException.Unauthorized;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Answers a host's challenges: makes the `Authorization` header that it asks for, Bearer before
/// Basic. Credentials go to the registry that they are for and to the token server that it names; a
/// host that speaks for it never gets any but those in its own configuration.
final class Authorizer {
    private static final String BEARER = "Bearer ";

    private final TokenRequest requests;
    private final TokenCache tokens;

    Authorizer(TokenRequest requests, TokenCache tokens) {
        this.requests = requests;
        this.tokens = tokens;
    }

    /// @param scope what is to be allowed, `repository:library/busybox:pull`
    /// @param refused the header that the host just refused, null if there was none
    /// @return the header's value, or empty when there is no challenge that can be answered
    Optional<String> authorize(
            RegistryHost host,
            List<Challenge> challenges,
            Credentials given,
            String scope,
            @Nullable String refused)
            throws RegistryFailure {
        Credentials credentials = host.isItself() ? given : new Credentials.Anonymous();
        if (credentials instanceof Credentials.RegistryToken token) {
            return Optional.of(BEARER + token.token());
        }
        Challenge bearer = find(challenges, "bearer");
        if (bearer != null) {
            return Optional.of(BEARER + token(host, bearer, credentials, scope, refused));
        }
        if (find(challenges, "basic") == null) {
            return Optional.empty();
        }
        if (credentials instanceof Credentials.Password password) {
            return Optional.of(basic(password));
        }
        throw RegistryFailure.refused(
                Unauthorized.withoutCredentials(
                        "unauthorized: "
                                + host
                                + ": no basic auth credentials; run login for it first"));
    }

    static String basic(Credentials.Password password) {
        String both = password.username() + ":" + password.password();
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    }

    private static @Nullable Challenge find(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(c -> c.scheme().equals(scheme)).findFirst().orElse(null);
    }

    private String token(
            RegistryHost host,
            Challenge challenge,
            Credentials credentials,
            String scope,
            @Nullable String refused)
            throws RegistryFailure {
        URI realm = TokenRealm.of(host, challenge, credentials);
        Reach reach = TokenRealm.reach(host, realm);
        TokenCache.Key key =
                new TokenCache.Key(
                        realm.toString(), challenge.parameter("service"), scope, credentials);
        boolean wasBearer = refused != null && refused.startsWith(BEARER);
        String refusedToken = wasBearer ? refused.substring(BEARER.length()) : null;
        return tokens.get(key, refusedToken, () -> requests.send(key, realm, reach));
    }
}
