package dev.varve.cli.client;

import dev.varve.cli.json.JsonTree;
import dev.varve.cli.template.GoJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Finds the credentials for a registry where docker keeps them: `config.json` in `DOCKER_CONFIG`
/// or `~/.docker`, with `auths`, `credHelpers` and `credsStore`, and the variable
/// `DOCKER_AUTH_CONFIG`. Whatever cannot be read is a warning: public images need no credentials.
public final class RegistryAuth {
    private static final String HUB_KEY = "https://index.docker.io/v1/";
    private static final String TOKEN_USER = "<token>";
    private static final int MAX_CONFIG = 4 * 1024 * 1024;

    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    public RegistryAuth(Map<String, String> environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /// The value of X-Registry-Auth for a registry's domain: `e30=`, which is `{}`, for none.
    public String header(String domain) {
        String key = domain.equals("docker.io") ? HUB_KEY : domain;
        Map<String, String> found = fromVariable(key);
        if (found.isEmpty()) {
            found = fromFile(key);
        }
        return Base64.getUrlEncoder()
                .encodeToString(GoJson.write(found).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> fromVariable(String key) {
        String text = environment.getOrDefault("DOCKER_AUTH_CONFIG", "");
        return text.isEmpty() ? Map.of() : fromAuths(parse(text, "DOCKER_AUTH_CONFIG"), key);
    }

    private Map<String, String> fromFile(String key) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        Path file =
                directory.isEmpty()
                        ? Path.of(environment.getOrDefault("HOME", "/root"), ".docker/config.json")
                        : Path.of(directory, "config.json");
        Map<?, ?> config = parse(read(file), file.toString());
        String helper =
                text(object(config.get("credHelpers")).get(key.equals(HUB_KEY) ? HUB_KEY : key));
        if (helper.isEmpty() && key.equals(HUB_KEY)) {
            helper = text(object(config.get("credHelpers")).get("docker.io"));
        }
        if (helper.isEmpty()) {
            helper = text(config.get("credsStore"));
        }
        if (!helper.isEmpty()) {
            Map<String, String> found = fromHelper(helper, key);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return fromAuths(config, key);
    }

    private String read(Path file) {
        try {
            if (Files.size(file) > MAX_CONFIG) {
                warnings.accept(
                        "ignoring " + file + ": it is larger than " + MAX_CONFIG + " bytes");
                return "{}";
            }
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return "{}";
        } catch (IOException e) {
            warnings.accept("pulling without credentials: cannot read " + file + ": " + e);
            return "{}";
        }
    }

    private Map<?, ?> parse(String json, String origin) {
        try {
            return object(JsonTree.parse(json));
        } catch (IOException e) {
            warnings.accept("pulling without credentials: " + origin + " is not valid JSON");
            return Map.of();
        }
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
                    "pulling without the credentials of docker-credential-"
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
