package dev.varve.registry.hosts;

import dev.varve.registry.tls.TlsProfile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The directories whose entries say how single registries are reached. The first directory that
/// has an entry for a host holds; `_default` stands for hosts without one. A host with a port may
/// be written `host:port` or, for file systems that mind the colon, `host_port_`.
///
/// Every method throws [dev.varve.error.StoreException.Failed], naming the file, when what is found
/// cannot be used: an operator who wrote it expects something of it.
public final class HostDirectories {
    private static final String DEFAULT = "_default";
    private static final String HOSTS_TOML = "hosts.toml";

    private final List<Path> roots;

    public HostDirectories(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /// The `hosts.toml` for a registry.
    ///
    /// @param domain `host[:port]`
    public Optional<HostsFile> hosts(String domain) {
        return directory(domain, true)
                .map(directory -> directory.resolve(HOSTS_TOML))
                .filter(Files::exists)
                .map(HostsToml::read);
    }

    /// What certificate files say about a host; nothing when it has a `hosts.toml`, which says it
    /// itself, as containerd has it.
    ///
    /// @param domain `host[:port]`
    public TlsProfile certificates(String domain) {
        return directory(domain, false)
                .filter(directory -> !Files.exists(directory.resolve(HOSTS_TOML)))
                .map(CertificateFiles::read)
                .orElse(TlsProfile.SYSTEM);
    }

    private Optional<Path> directory(String domain, boolean orDefault) {
        if (domain.contains("/") || domain.startsWith(".")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        int colon = domain.lastIndexOf(':');
        if (colon > domain.lastIndexOf(']')) {
            names.add(domain.substring(0, colon) + "_" + domain.substring(colon + 1) + "_");
        }
        names.add(domain);
        return find(names).or(() -> orDefault ? find(List.of(DEFAULT)) : Optional.empty());
    }

    private Optional<Path> find(List<String> names) {
        return roots.stream()
                .flatMap(root -> names.stream().map(root::resolve))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
