package dev.varve.registry;

/// What a caller gives to be let in by a registry. Never logged: `toString` shows the kind only.
public sealed interface Credentials {
    record Anonymous() implements Credentials {}

    record Password(String username, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[" + username + "]";
        }
    }

    /// A refresh token of the registry's authorization server.
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken";
        }
    }

    /// A bearer token that is sent as it is.
    record RegistryToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "RegistryToken";
        }
    }
}
