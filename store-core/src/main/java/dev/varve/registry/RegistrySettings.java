package dev.varve.registry;

import dev.varve.registry.net.ProxySettings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// How registries are reached, from the daemon's configuration.
///
/// @param mirrors of docker.io, asked in order before it; http or https, perhaps with a path
/// @param insecureRegistries `host[:port]` or CIDR blocks that may be spoken to over http or
///   unverified TLS; 127.0.0.0/8 and ::1/128 are always among them
/// @param hostDirectories where `<host>/hosts.toml` and `<host>/*.crt` are looked for, in order
/// @param proxies between here and registries
/// @param patience how long is waited for them
public record RegistrySettings(
        List<URI> mirrors,
        Set<String> insecureRegistries,
        List<Path> hostDirectories,
        ProxySettings proxies,
        Patience patience) {
    public RegistrySettings {
        mirrors = List.copyOf(mirrors);
        insecureRegistries = Set.copyOf(insecureRegistries);
        hostDirectories = List.copyOf(hostDirectories);
    }

    /// Without directories and proxies.
    public RegistrySettings(List<URI> mirrors, Set<String> insecureRegistries) {
        this(mirrors, insecureRegistries, List.of(), ProxySettings.NONE);
    }

    /// With the usual patience.
    public RegistrySettings(
            List<URI> mirrors,
            Set<String> insecureRegistries,
            List<Path> hostDirectories,
            ProxySettings proxies) {
        this(mirrors, insecureRegistries, hostDirectories, proxies, Patience.STANDARD);
    }
}
