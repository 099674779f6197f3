package dev.varve.registry.hosts;

import dev.varve.registry.tls.TlsProfile;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One host of a `hosts.toml`.
///
/// @param url scheme, host, port and perhaps a path, without a slash at the end
/// @param api what stands between the URL and the repository: `/v2`, or nothing when the file says
///   that the URL's path is the whole of it
/// @param capabilities all of them when the file names none
/// @param takesPushes whether the file names `push`: a host that is only not forbidden to take a
///   push is not sent one
/// @param tls with the files that the entry names; system authorities when it names none
/// @param headers for every request to this host
/// @param dialTimeout empty for the usual one
public record HostEntry(
        URI url,
        String api,
        Set<Capability> capabilities,
        boolean takesPushes,
        TlsProfile tls,
        Map<String, String> headers,
        Optional<Duration> dialTimeout) {
    public HostEntry {
        capabilities = Set.copyOf(capabilities);
        headers = Map.copyOf(headers);
    }

    /// Never shows the headers, which may hold a secret.
    @Override
    public String toString() {
        return "HostEntry[" + url + "]";
    }
}
