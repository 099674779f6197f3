package dev.varve.registry;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.reference.Reference;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Which hosts serve a reference, in the order in which they are asked. Mirrors stand in for
/// docker.io only, as in docker. An insecure registry is asked over TLS first and then over plain
/// http; one on a loopback address the other way round, since a plain-http server that is sent a
/// TLS greeting may keep silent.
final class RegistryHosts {
    private static final String HUB = "docker.io";
    private static final URI HUB_HOST = URI.create("https://registry-1.docker.io");

    private final List<RegistryHost> hub = new ArrayList<>();
    private final InsecureRegistries insecure;

    RegistryHosts(RegistrySettings settings) {
        this(settings, HUB_HOST);
    }

    /// @param hubHost what stands for Docker Hub itself
    RegistryHosts(RegistrySettings settings, URI hubHost) {
        this.insecure = new InsecureRegistries(settings.insecureRegistries());
        for (URI mirror : settings.mirrors()) {
            requireMirror(mirror);
            URI base = URI.create(mirror.toString().replaceAll("/+$", ""));
            hub.add(new RegistryHost(base, true, !insecure.contains(mirror.getAuthority())));
        }
        hub.add(new RegistryHost(hubHost, false, true));
    }

    /// The hosts to log in at: mirrors are never among them.
    ///
    /// @param domain `host[:port]`, `docker.io` for Docker Hub
    List<RegistryHost> ofRegistry(String domain) {
        return domain.equals(HUB) ? List.of(hub.getLast()) : registry(domain);
    }

    List<RegistryHost> of(Reference reference) {
        String domain = reference.domain();
        return domain.equals(HUB) ? List.copyOf(hub) : registry(domain);
    }

    private List<RegistryHost> registry(String domain) {
        boolean verify = !insecure.contains(domain);
        RegistryHost tls = new RegistryHost(URI.create("https://" + domain), false, verify);
        if (verify) {
            return List.of(tls);
        }
        RegistryHost plain = new RegistryHost(URI.create("http://" + domain), false, false);
        return InsecureRegistries.isLoopback(domain) ? List.of(plain, tls) : List.of(tls, plain);
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
