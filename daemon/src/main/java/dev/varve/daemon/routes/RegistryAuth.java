package dev.varve.daemon.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.oci.Json;
import dev.varve.registry.Credentials;
import dev.varve.registry.Credentials.Anonymous;
import dev.varve.registry.Credentials.IdentityToken;
import dev.varve.registry.Credentials.Password;
import dev.varve.registry.Credentials.RegistryToken;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Reads the header `X-Registry-Auth`: base64url of a JSON object. What cannot be read means no
/// credentials, as it does for dockerd; never an error, and never logged.
final class RegistryAuth {
    private RegistryAuth() {}

    static Credentials decode(String header) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(header.strip());
            return of(Json.mapper().readTree(new String(json, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return new Anonymous();
        }
    }

    /// @param auth as in the header, or in the body of a login
    static Credentials of(JsonNode auth) {
        String registryToken = auth.path("registrytoken").asText();
        if (!registryToken.isEmpty()) {
            return new RegistryToken(registryToken);
        }
        String identityToken = auth.path("identitytoken").asText();
        if (!identityToken.isEmpty()) {
            return new IdentityToken(identityToken);
        }
        String username = auth.path("username").asText();
        return username.isEmpty()
                ? ofPair(auth.path("auth").asText())
                : new Password(username, auth.path("password").asText());
    }

    /// @param encoded base64 of `user:password`
    private static Credentials ofPair(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Anonymous();
        }
        int colon = pair.indexOf(':');
        return colon <= 0
                ? new Anonymous()
                : new Password(pair.substring(0, colon), pair.substring(colon + 1));
    }
}
