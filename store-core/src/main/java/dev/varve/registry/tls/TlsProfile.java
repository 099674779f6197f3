package dev.varve.registry.tls;

import java.util.List;

/// How one host is spoken to over TLS. Two hosts with equal profiles may share connections.
///
/// @param verify false only for hosts that the configuration calls insecure
/// @param authorities believed beside those of the system
/// @param clients certificates to show when the host asks for one
public record TlsProfile(boolean verify, List<PemText> authorities, List<ClientPair> clients) {
    /// Believes the authorities of the system, shows nothing.
    public static final TlsProfile SYSTEM = new TlsProfile(true, List.of(), List.of());

    /// Believes anyone, shows nothing.
    public static final TlsProfile UNVERIFIED = new TlsProfile(false, List.of(), List.of());

    public TlsProfile {
        authorities = List.copyOf(authorities);
        clients = List.copyOf(clients);
    }

    /// A certificate, perhaps with its chain, and the key that belongs to it; both may be in one
    /// file.
    public record ClientPair(PemText certificate, PemText key) {}

    /// The same towards another host that the first one named: it is not shown the certificates
    /// that are for the first.
    public TlsProfile withoutClients() {
        return new TlsProfile(verify, authorities, List.of());
    }

    /// As [#withoutClients], for a host that has to prove itself though the first one need not.
    public TlsProfile verified() {
        return new TlsProfile(true, authorities, List.of());
    }

    /// Whether the files of this profile say more than the system does.
    public boolean isOfFiles() {
        return !authorities.isEmpty() || !clients.isEmpty();
    }
}
