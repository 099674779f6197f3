package dev.varve.daemon.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;
import dev.varve.registry.Credentials;
import dev.varve.registry.Logins;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// Reads the header `X-Registry-Config`, in which docker's client sends the logins of several
/// registries to a build: base64url of a JSON object of registries, each with what
/// `X-Registry-Auth` has for one. What cannot be read is refused, since whoever sends it expects to
/// be let in; the refusal shows nothing of it.
final class RegistryConfig {
    private static final String HUB_HOST = "index.docker.io";
    private static final String HUB = "docker.io";

    private RegistryConfig() {}

    /// @param header "" for no logins
    static Logins decode(String header) {
        Map<String, Credentials> logins = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : object(header).properties()) {
            if (!entry.getValue().isObject()) {
                throw refused("what it has for a registry is no object", null);
            }
            Credentials given = RegistryAuth.of(entry.getValue());
            String domain = domain(entry.getKey());
            if (domain.equals(entry.getKey())) {
                logins.put(domain, given);
            } else {
                logins.putIfAbsent(domain, given);
            }
        }
        return new Logins(logins);
    }

    private static JsonNode object(String header) {
        if (header.isEmpty()) {
            return Json.mapper().createObjectNode();
        }
        JsonNode json;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(header.strip());
            json = Json.mapper().readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw refused("it is not base64url", e);
        } catch (JsonProcessingException e) {
            throw refused("it is not JSON", e);
        }
        if (!json.isObject()) {
            throw refused("its JSON is no object of registries", null);
        }
        return json;
    }

    /// As a reference has it. Clients write the host, or a URL on it.
    private static String domain(String registry) {
        int scheme = registry.indexOf("://");
        String host = (scheme < 0 ? registry : registry.substring(scheme + 3)).split("/", 2)[0];
        return host.equals(HUB_HOST) ? HUB : host;
    }

    private static InvalidArgument refused(String why, @Nullable Exception cause) {
        String message =
                "cannot read the logins in the header X-Registry-Config: "
                        + why
                        + "; it has to be base64url of a JSON object with registries as its keys";
        return cause == null ? new InvalidArgument(message) : new InvalidArgument(message, cause);
    }
}
