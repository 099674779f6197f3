package dev.varve.registry;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.reference.Reference;
import dev.varve.registry.hosts.HostDirectories;
import dev.varve.registry.hosts.HostEntry;
import dev.varve.registry.hosts.HostsFile;
import dev.varve.registry.tls.TlsProfile;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which hosts serve a reference, in the order in which they are asked: what the registry's
/// `hosts.toml` says, else the mirrors of the daemon's configuration, which stand in for docker.io
/// only, as in docker; and last the registry itself.
///
/// An insecure registry is asked over TLS first and then over plain http; one on a loopback address
/// the other way round, since a plain-http server that is sent a TLS greeting may keep silent. A
/// host that has certificate files of its own has to prove itself, unless the configuration names
/// it as insecure.
final class RegistryHosts {
    private static final String HUB = "docker.io";
    private static final URI HUB_HOST = URI.create("https://registry-1.docker.io");

    private final List<URI> mirrors = new ArrayList<>();
    private final URI hubHost;
    private final InsecureRegistries insecure;
    private final HostDirectories directories;

    RegistryHosts(RegistrySettings settings) {
        this(settings, HUB_HOST);
    }

    /// @param hubHost what stands for Docker Hub itself
    RegistryHosts(RegistrySettings settings, URI hubHost) {
        this.hubHost = hubHost;
        this.insecure = new InsecureRegistries(settings.insecureRegistries());
        this.directories = new HostDirectories(settings.hostDirectories());
        for (URI mirror : settings.mirrors()) {
            requireMirror(mirror);
            mirrors.add(URI.create(mirror.toString().replaceAll("/+$", "")));
        }
    }

    /// The hosts of the registry itself, without what stands in for it: to log in at.
    ///
    /// @param domain `host[:port]`, `docker.io` for Docker Hub
    List<RegistryHost> ofRegistry(String domain) {
        return upstream(domain, directories.hosts(domain));
    }

    /// The hosts to pull from.
    List<RegistryHost> of(Reference reference) {
        String domain = reference.domain();
        Optional<HostsFile> file = directories.hosts(domain);
        List<RegistryHost> hosts = new ArrayList<>();
        for (HostEntry entry : file.map(HostsFile::hosts).orElse(List.of())) {
            hosts.add(host(entry, domain, true));
        }
        if (hosts.isEmpty() && domain.equals(HUB)) {
            mirrors.forEach(mirror ->
                    hosts.add(new RegistryHost(mirror, true, HUB, tls(mirror.getAuthority()))));
        }
        hosts.addAll(upstream(domain, file));
        return hosts;
    }

    /// The hosts to push to: those that a `hosts.toml` expressly allows to take pushes, else the
    /// registry itself.
    List<RegistryHost> ofPush(Reference reference) {
        String domain = reference.domain();
        Optional<HostsFile> file = directories.hosts(domain);
        List<RegistryHost> named =
                file.map(HostsFile::hosts).orElse(List.of()).stream()
                        .filter(HostEntry::takesPushes)
                        .map(entry -> host(entry, domain, false))
                        .toList();
        return named.isEmpty() ? upstream(domain, file) : named;
    }

    private List<RegistryHost> upstream(String domain, Optional<HostsFile> file) {
        Optional<HostEntry> server = file.flatMap(HostsFile::server);
        if (server.isPresent()) {
            return List.of(host(server.get(), domain, false));
        }
        if (domain.equals(HUB)) {
            return List.of(new RegistryHost(hubHost, false, "", certificates(hubHost)));
        }
        return registry(domain);
    }

    private List<RegistryHost> registry(String domain) {
        TlsProfile profile = tls(domain);
        URI https = URI.create("https://" + domain);
        RegistryHost tls = new RegistryHost(https, false, "", profile);
        if (profile.verify()) {
            return List.of(tls);
        }
        RegistryHost plain = new RegistryHost(URI.create("http://" + domain), false, "", profile);
        return InsecureRegistries.isLoopback(domain) ? List.of(plain, tls) : List.of(tls, plain);
    }

    private RegistryHost host(HostEntry entry, String domain, boolean mirror) {
        String authority = entry.url().getRawAuthority();
        boolean itself =
                authority.equals(domain)
                        || (domain.equals(HUB) && authority.equals(hubHost.getRawAuthority()));
        boolean says = entry.tls().isOfFiles() || !entry.tls().verify();
        return new RegistryHost(
                entry.url(),
                entry.api(),
                mirror,
                itself ? "" : domain,
                says ? entry.tls() : tls(authority),
                entry.capabilities(),
                entry.headers(),
                entry.dialTimeout());
    }

    private TlsProfile tls(String domain) {
        if (insecure.names(domain)) {
            return TlsProfile.UNVERIFIED;
        }
        TlsProfile files = directories.certificates(domain);
        if (files.isOfFiles()) {
            return files;
        }
        return insecure.contains(domain) ? TlsProfile.UNVERIFIED : TlsProfile.SYSTEM;
    }

    private TlsProfile certificates(URI host) {
        return directories.certificates(host.getRawAuthority());
    }

    private static void requireMirror(URI mirror) {
        String scheme = mirror.getScheme();
        boolean web = "http".equals(scheme) || "https".equals(scheme);
        if (!web
                || mirror.getHost() == null
                || mirror.getRawUserInfo() != null
                || mirror.getRawQuery() != null
                || mirror.getRawFragment() != null) {
            throw new InvalidArgument(
                    "invalid mirror: "
                            + ShownText.of(mirror.toString())
                            + " must be an http or https URL with a host, without user, query or"
                            + " fragment");
        }
    }
}
