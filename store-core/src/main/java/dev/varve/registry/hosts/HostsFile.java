package dev.varve.registry.hosts;

import java.util.List;
import java.util.Optional;

/// A `hosts.toml`: what stands in for a registry, in the order in which it is asked, and what is
/// said about the registry itself.
///
/// @param server what to ask last, empty for the registry at its own name
public record HostsFile(List<HostEntry> hosts, Optional<HostEntry> server) {
    public HostsFile {
        hosts = List.copyOf(hosts);
    }
}
