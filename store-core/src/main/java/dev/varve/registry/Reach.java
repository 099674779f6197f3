package dev.varve.registry;

import dev.varve.registry.tls.TlsProfile;

import java.time.Duration;
import java.util.Optional;

/// What a connection to a host depends on beside its address.
///
/// @param connect for a connection, empty for the usual time
record Reach(TlsProfile tls, Optional<Duration> connect) {
    static final Reach USUAL = new Reach(TlsProfile.SYSTEM, Optional.empty());

    static Reach of(RegistryHost host) {
        return new Reach(host.tls(), host.dialTimeout());
    }

    /// For another host that the first one sent us to.
    Reach elsewhere() {
        return new Reach(tls.withoutClients(), Optional.empty());
    }
}
