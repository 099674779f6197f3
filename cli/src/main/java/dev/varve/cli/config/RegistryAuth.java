package dev.varve.cli.config;

import dev.varve.cli.json.JsonTree;
import dev.varve.cli.template.GoJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Finds the credentials for a registry where docker keeps them: `config.json` in `DOCKER_CONFIG`
/// or `~/.docker`, with `auths`, `credHelpers` and `credsStore`, and the variable
/// `DOCKER_AUTH_CONFIG`. Whatever cannot be read is a warning: public images need no credentials.
public final class RegistryAuth {
    static final String HUB_KEY = "https://index.docker.io/v1/";
    private static final String TOKEN_USER = "<token>";

    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    public RegistryAuth(Map<String, String> environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /// The value of X-Registry-Auth for a registry's domain: `e30=`, which is `{}`, for none.
    public String header(String domain) {
        return encoded(find(domain));
    }

    /// The value of X-Registry-Config: what is known for each of these registries, "" for nothing.
    public String headerOfAll(Collection<String> domains) {
        Map<String, Object> found = new LinkedHashMap<>();
        for (String domain : domains) {
            Map<String, String> login = find(domain);
            if (!login.isEmpty()) {
                found.put(key(domain), login);
            }
        }
        return found.isEmpty() ? "" : encoded(found);
    }

    private static String encoded(Map<String, ?> json) {
        return Base64.getUrlEncoder()
                .encodeToString(GoJson.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String domain) {
        return domain.equals("docker.io") ? HUB_KEY : domain;
    }

    /// What is known for a registry, under the names that the daemon takes; empty for nothing.
    ///
    /// @param domain as in a reference, or as it was logged in to
    public Map<String, String> find(String domain) {
        String key = key(domain);
        Map<String, String> found = fromVariable(key);
        return found.isEmpty() ? fromFile(key) : found;
    }

    /// Who is logged in to Docker Hub, as far as the file itself says; "" for nobody.
    public String user() {
        DockerConfig config = DockerConfig.load(environment, warnings);
        return fromAuths(config.json(), HUB_KEY).getOrDefault("username", "");
    }

    private Map<String, String> fromVariable(String key) {
        String text = environment.getOrDefault("DOCKER_AUTH_CONFIG", "");
        try {
            return text.isEmpty() ? Map.of() : fromAuths(DockerConfig.parse(text), key);
        } catch (IOException e) {
            warnings.accept("going on without DOCKER_AUTH_CONFIG: " + e.getMessage());
            return Map.of();
        }
    }

    private Map<String, String> fromFile(String key) {
        DockerConfig config = DockerConfig.load(environment, warnings);
        String helper = helper(config.json(), key);
        if (!helper.isEmpty()) {
            Map<String, String> found = fromHelper(helper, key);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return fromAuths(config.json(), key);
    }

    /// The name of the program that keeps the credentials of a registry, "" for none.
    static String helper(Map<?, ?> config, String key) {
        Map<?, ?> helpers = object(config.get("credHelpers"));
        String helper = text(helpers.get(key));
        if (helper.isEmpty() && key.equals(HUB_KEY)) {
            helper = text(helpers.get("docker.io"));
        }
        return helper.isEmpty() ? text(config.get("credsStore")) : helper;
    }

    private Map<String, String> fromAuths(Map<?, ?> config, String key) {
        Map<?, ?> auths = object(config.get("auths"));
        Map<?, ?> entry = object(auths.get(key));
        for (Map.Entry<?, ?> candidate : auths.entrySet()) {
            if (entry.isEmpty() && host(text(candidate.getKey())).equals(host(key))) {
                entry = object(candidate.getValue());
            }
        }
        return entry.isEmpty() ? Map.of() : credentials(entry, key);
    }

    private Map<String, String> credentials(Map<?, ?> entry, String key) {
        String user = text(entry.get("username"));
        String password = text(entry.get("password"));
        String auth = text(entry.get("auth"));
        if (!auth.isEmpty()) {
            try {
                String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                user = colon < 0 ? "" : pair.substring(0, colon);
                password = colon < 0 ? "" : withoutTrailingNuls(pair.substring(colon + 1));
            } catch (IllegalArgumentException e) {
                warnings.accept("ignoring the credentials for " + key + ": auth is no base64");
            }
        }
        Map<String, String> found = new LinkedHashMap<>();
        put(found, "username", user);
        put(found, "password", password);
        put(found, "identitytoken", text(entry.get("identitytoken")));
        put(found, "registrytoken", text(entry.get("registrytoken")));
        if (!found.isEmpty()) {
            found.put("serveraddress", key);
        }
        return found;
    }

    private Map<String, String> fromHelper(String helper, String key) {
        try {
            Map<?, ?> answer =
                    object(JsonTree.parse(CredentialHelper.get(helper, key, environment)));
            String user = text(answer.get("Username"));
            Map<String, String> found = new LinkedHashMap<>();
            put(found, "username", user.equals(TOKEN_USER) ? "" : user);
            put(
                    found,
                    user.equals(TOKEN_USER) ? "identitytoken" : "password",
                    text(answer.get("Secret")));
            if (!found.isEmpty()) {
                found.put("serveraddress", key);
            }
            return found;
        } catch (IOException e) {
            warnings.accept(
                    "going on without the credentials of docker-credential-"
                            + helper
                            + ": "
                            + e.getMessage());
            return Map.of();
        }
    }

    private static String withoutTrailingNuls(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end);
    }

    private static void put(Map<String, String> map, String name, String value) {
        if (!value.isEmpty()) {
            map.put(name, value);
        }
    }

    private static String host(String key) {
        int scheme = key.indexOf("://");
        String rest = scheme < 0 ? key : key.substring(scheme + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }
}
