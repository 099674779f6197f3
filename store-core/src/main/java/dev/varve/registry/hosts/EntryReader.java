package dev.varve.registry.hosts;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.Failed;
import dev.varve.image.GoDuration;
import dev.varve.registry.tls.PemText;
import dev.varve.registry.tls.TlsProfile;
import dev.varve.registry.tls.TlsProfile.ClientPair;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a `hosts.toml` says about one host.
final class EntryReader {
    private static final String V2 = "/v2";
    private static final Set<Capability> ALL = Set.of(Capability.values());

    private final Path file;
    private final String text;
    private final JsonNode table;

    EntryReader(Path file, String text, JsonNode table) {
        this.file = file;
        this.text = text;
        this.table = table;
    }

    HostEntry read() {
        URI url = url();
        boolean whole = flag("override_path");
        boolean hasApi = url.getRawPath().endsWith(V2);
        String base = url.toString();
        if (hasApi && !whole) {
            base = base.substring(0, base.length() - V2.length());
        }
        boolean names = table.path("capabilities").isArray();
        Set<Capability> capabilities = names ? capabilities() : ALL;
        return new HostEntry(
                URI.create(base),
                whole ? "" : V2,
                capabilities,
                names && capabilities.contains(Capability.PUSH),
                new TlsProfile(!flag("skip_verify"), authorities(), clients()),
                headers(),
                dialTimeout());
    }

    private URI url() {
        URI url;
        try {
            String whole = text.contains("://") ? text : "https://" + text;
            url = new URI(whole.replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw failure("it is no URL");
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw failure("it must be an http or https URL without user, query or fragment");
        }
        return url;
    }

    private boolean flag(String key) {
        JsonNode value = table.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw failure(key + " must be true or false");
        }
        return value.asBoolean(false);
    }

    private Set<Capability> capabilities() {
        EnumSet<Capability> found = EnumSet.noneOf(Capability.class);
        for (JsonNode each : table.path("capabilities")) {
            switch (each.asText()) {
                case "pull" -> found.add(Capability.PULL);
                case "resolve" -> found.add(Capability.RESOLVE);
                case "push" -> found.add(Capability.PUSH);
                case "referrers" -> {
                    // Varve asks for no referrers.
                }
                default ->
                        throw failure(
                                "there is no capability \""
                                        + each.asText()
                                        + "\": choose among pull, resolve, push, referrers");
            }
        }
        return found;
    }

    private List<PemText> authorities() {
        return texts("ca").stream().map(this::pem).toList();
    }

    /// One file with certificate and key, several such files, or pairs of files.
    private List<ClientPair> clients() {
        JsonNode value = table.path("client");
        List<ClientPair> pairs = new ArrayList<>();
        if (value.isArray() && value.path(0).isArray()) {
            for (JsonNode pair : value) {
                if (pair.size() < 1 || pair.size() > 2) {
                    throw failure("client must name pairs of a certificate and a key");
                }
                PemText certificate = pem(pair.path(0).asText());
                String key = pair.path(1).asText("");
                pairs.add(new ClientPair(certificate, key.isEmpty() ? certificate : pem(key)));
            }
            return pairs;
        }
        for (String one : texts("client")) {
            PemText both = pem(one);
            pairs.add(new ClientPair(both, both));
        }
        return pairs;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : table.path("header").properties()) {
            String value =
                    String.join(", ", textsOf(header.getValue(), "header " + header.getKey()));
            requireHeader(header.getKey(), value);
            headers.put(header.getKey(), value);
        }
        return headers;
    }

    private void requireHeader(String name, String value) {
        boolean fit = name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
        boolean plain = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
        boolean ours =
                Set.of("host", "connection", "content-length", "expect", "upgrade", "range")
                        .contains(name.toLowerCase(Locale.ROOT));
        if (!fit || !plain || ours) {
            throw failure("header \"" + name + "\" cannot be sent");
        }
    }

    private Optional<Duration> dialTimeout() {
        JsonNode value = table.path("dial_timeout");
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        Optional<Duration> timeout = GoDuration.parse(value.asText()).filter(d -> d.isPositive());
        if (timeout.isEmpty()) {
            throw failure("dial_timeout must be a length of time such as \"200ms\"");
        }
        return timeout;
    }

    private List<String> texts(String key) {
        JsonNode value = table.path(key);
        return value.isMissingNode() ? List.of() : textsOf(value, key);
    }

    private List<String> textsOf(JsonNode value, String what) {
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw failure(what + " must be a text or a list of texts");
            }
            texts.add(each.textValue());
        }
        if (!value.isArray()) {
            throw failure(what + " must be a text or a list of texts");
        }
        return texts;
    }

    /// Relative names are below the directory of the file.
    private PemText pem(String name) {
        return PemText.read(file.resolveSibling(name));
    }

    private Failed failure(String why) {
        return new Failed("cannot use " + file + ": host \"" + text + "\": " + why, null);
    }
}
