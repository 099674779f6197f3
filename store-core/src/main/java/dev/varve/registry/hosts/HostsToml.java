package dev.varve.registry.hosts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;

import dev.varve.error.StoreException.Failed;
import dev.varve.registry.tls.PemText;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a `hosts.toml`. What it does not know it passes over with a warning, since a newer
/// containerd may know it; what it knows has to make sense. Every failure is a [Failed] that names
/// the file.
final class HostsToml {
    private static final Logger log = LoggerFactory.getLogger(HostsToml.class);
    private static final TomlMapper TOML = new TomlMapper();
    private static final Set<String> KEYS =
            Set.of(
                    "server",
                    "host",
                    "capabilities",
                    "ca",
                    "client",
                    "skip_verify",
                    "header",
                    "override_path",
                    "dial_timeout");

    private final Path file;

    private HostsToml(Path file) {
        this.file = file;
    }

    static HostsFile read(Path file) {
        return new HostsToml(file).parse(PemText.read(file).text());
    }

    private HostsFile parse(String text) {
        JsonNode root;
        try {
            root = TOML.readTree(text);
        } catch (JsonProcessingException e) {
            throw failure(
                    "it is no TOML, line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
                            + ": "
                            + e.getOriginalMessage(),
                    e);
        }
        List<HostEntry> hosts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> host : root.path("host").properties()) {
            hosts.add(entry(host.getKey(), host.getValue()));
        }
        String server = root.path("server").asText("");
        return new HostsFile(
                hosts, server.isEmpty() ? Optional.empty() : Optional.of(entry(server, root)));
    }

    private HostEntry entry(String url, JsonNode table) {
        if (!table.isObject()) {
            throw failure("host \"" + url + "\" is no table", null);
        }
        for (Map.Entry<String, JsonNode> key : table.properties()) {
            if (!KEYS.contains(key.getKey())) {
                log.warn("{}: {} is not known and not heeded", file, key.getKey());
            }
        }
        return new EntryReader(file, url, table).read();
    }

    private Failed failure(String why, @Nullable Throwable cause) {
        return new Failed("cannot use " + file + ": " + why, cause);
    }
}
