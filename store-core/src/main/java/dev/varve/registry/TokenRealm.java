package dev.varve.registry;

import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;

import java.net.URI;
import java.util.Optional;

/// The rule for the token server that a registry names. It is reached over TLS; only a registry
/// that itself speaks plain http may name one that does, and credentials go there only when it is
/// the same host.
final class TokenRealm {
    private TokenRealm() {}

    static URI of(RegistryHost host, Challenge challenge, Credentials credentials)
            throws RegistryFailure {
        URI realm;
        try {
            realm = URI.create(challenge.parameter("realm"));
        } catch (IllegalArgumentException e) {
            throw refused(host + " names a token server that is no URL");
        }
        boolean plain = "http".equals(realm.getScheme()) && host.isPlainHttp();
        if (realm.getHost() == null || !(plain || Urls.isTls(realm))) {
            throw refused(
                    "refused the token server that "
                            + host
                            + " names: it must be reached over https");
        }
        boolean sameHost = realm.getHost().equals(host.base().getHost());
        if (plain && !sameHost && !(credentials instanceof Credentials.Anonymous)) {
            throw RegistryFailure.refused(
                    new Unauthorized(
                            "refused to send credentials to "
                                    + Urls.redact(realm)
                                    + ": it is another host than the registry and has no TLS"));
        }
        return realm;
    }

    /// A self-signed registry may be its own token server; anyone else has to prove himself, if
    /// only to the authorities that the registry's configuration names.
    static Reach reach(RegistryHost host, URI realm) {
        return realm.getHost().equals(host.base().getHost())
                ? Reach.of(host)
                : new Reach(host.tls().verified(), Optional.empty());
    }

    private static RegistryFailure refused(String message) {
        return RegistryFailure.refused(new Unavailable(message, null));
    }
}
