package dev.varve.registry;

import java.net.URI;
import java.util.List;
import java.util.Set;

/// How registries are reached, from the daemon's configuration.
///
/// @param mirrors of docker.io, asked in order before it; http or https, perhaps with a path
/// @param insecureRegistries `host[:port]` or CIDR blocks that may be spoken to over http or
///   unverified TLS; 127.0.0.0/8 and ::1/128 are always among them
public record RegistrySettings(List<URI> mirrors, Set<String> insecureRegistries) {
    public RegistrySettings {
        mirrors = List.copyOf(mirrors);
        insecureRegistries = Set.copyOf(insecureRegistries);
    }
}
