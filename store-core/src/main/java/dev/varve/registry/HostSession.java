package dev.varve.registry;

import static dev.varve.registry.hosts.Capability.PULL;
import static dev.varve.registry.hosts.Capability.RESOLVE;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Failed;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.reference.Reference;
import dev.varve.registry.hosts.Capability;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// The session of one pull over the hosts of its repository.
///
/// Any failure of a mirror moves on to the next host, and so does a host of the registry itself
/// that never answered; what the registry itself says is what the caller hears. A registry that
/// answered over TLS is not asked without it afterwards.
final class HostSession implements RegistrySession {
    private static final Logger log = LoggerFactory.getLogger(HostSession.class);

    private final List<HostConnection> hosts;
    private final HostConnection reported;
    private final Reference reference;
    private final ManifestEndpoint manifests;
    private final TagListEndpoint tagList;
    private final BlobEndpoint blobs;
    private final RetryPolicy retries;
    private final Map<Digest, Source> sources = new ConcurrentHashMap<>();
    private final Bringers bringers = new Bringers();

    /// @param hosts in the order in which they are asked, the registry itself after its mirrors
    /// @param words for what a registry calls an error
    HostSession(
            List<HostConnection> hosts,
            Reference reference,
            Function<RegistryError, RegistryFailure> words,
            RetryPolicy retries,
            DocumentLimits limits) {
        this.hosts = List.copyOf(hosts);
        this.reported = reported(hosts);
        this.reference = reference;
        this.manifests = new ManifestEndpoint(reference, words, limits);
        this.tagList = new TagListEndpoint(reference, words);
        this.blobs = new BlobEndpoint(reference);
        this.retries = retries;
    }

    /// Whose failure is told when all fail: the registry's own, over plain http if it has that.
    private static HostConnection reported(List<HostConnection> hosts) {
        return hosts.stream()
                .filter(h -> !h.host().mirror() && h.host().isPlainHttp())
                .findFirst()
                .orElse(hosts.getLast());
    }

    private interface HostRequest<T> {
        T to(HostConnection host) throws RegistryFailure;
    }

    @Override
    public RemoteManifest resolve(KnownDocuments known) {
        if (reference.digest().isPresent()) {
            Digest digest = reference.digest().get();
            return patiently(PULL, host -> manifests.byDigest(host, digest));
        }
        String tag = reference.tag().orElse(Reference.DEFAULT_TAG);
        return patiently(
                RESOLVE,
                host ->
                        host.host().can(PULL)
                                ? manifests.byTag(host, tag, known)
                                : elsewhere(manifests.digestOf(host, tag)));
    }

    /// What a host that knows tags but may not serve content says that a tag means.
    private RemoteManifest elsewhere(Digest digest) throws RegistryFailure {
        return ask(PULL, host -> manifests.byDigest(host, digest));
    }

    @Override
    public RemoteManifest manifest(Descriptor descriptor) {
        return patiently(
                PULL,
                host -> {
                    RemoteManifest found = manifests.byDigest(host, descriptor.digest());
                    requireSize(descriptor, found.descriptor().size());
                    return found;
                });
    }

    @Override
    public Optional<RateLimit> rateLimit() {
        return hosts.stream().flatMap(host -> host.rateLimit().stream()).findFirst();
    }

    @Override
    public List<String> tags() {
        return patiently(RESOLVE, tagList::all);
    }

    private static void requireSize(Descriptor wanted, long size) throws RegistryFailure {
        if (size != wanted.size()) {
            throw RegistryFailure.refused(
                    new Corrupt(
                            "manifest "
                                    + wanted.digest()
                                    + " has "
                                    + size
                                    + " bytes, what points at it says "
                                    + wanted.size()));
        }
    }

    @Override
    public BlobStream blob(Descriptor descriptor, long offset) {
        try {
            return ask(
                    PULL,
                    host -> !bringers.isDistrusted(descriptor.digest(), host),
                    host -> {
                        BlobStream stream = blobs.open(host, descriptor, offset);
                        bringers.add(descriptor.digest(), host);
                        sources.put(
                                descriptor.digest(),
                                new Source(host.toString(), !host.host().isItself()));
                        return stream;
                    });
        } catch (RegistryFailure e) {
            throw retries.told(e);
        }
    }

    @Override
    public boolean distrust(Digest digest) {
        boolean mirrors = bringers.distrust(digest);
        return mirrors
                && hosts.stream()
                        .anyMatch(h -> h.host().can(PULL) && !bringers.isDistrusted(digest, h));
    }

    @Override
    public Map<Digest, Source> sources() {
        return Map.copyOf(sources);
    }

    private <T> T patiently(Capability needed, HostRequest<T> request) {
        try {
            return retries.run(() -> ask(needed, request));
        } catch (RegistryFailure e) {
            throw e.told();
        }
    }

    private <T> T ask(Capability needed, HostRequest<T> request) throws RegistryFailure {
        return ask(needed, host -> true, request);
    }

    private <T> T ask(Capability needed, Predicate<HostConnection> trusted, HostRequest<T> request)
            throws RegistryFailure {
        RegistryFailure failure = null;
        for (HostConnection host : inOrder()) {
            if (!host.host().can(needed) || !trusted.test(host)) {
                continue;
            }
            try {
                return request.to(host);
            } catch (RegistryFailure e) {
                failure = failure == null || host == reported ? e : failure;
                if (!host.host().mirror() && host.hasAnswered()) {
                    throw e;
                }
                log.info("{} failed: {}", host, e.getMessage());
            }
        }
        throw failure == null ? nobodyMay(needed) : failure;
    }

    private RegistryFailure nobodyMay(Capability needed) {
        return RegistryFailure.refused(
                new Failed(
                        "no host may be asked for "
                                + reference.familiar()
                                + ": hosts.toml of "
                                + reference.domain()
                                + " gives none of them the capability "
                                + needed.name().toLowerCase(Locale.ROOT),
                        null));
    }

    /// Hosts that did not answer last time come last. When the registry has answered, only the host
    /// of it that did is asked.
    private List<HostConnection> inOrder() {
        boolean found = hosts.stream().anyMatch(h -> !h.host().mirror() && h.hasAnswered());
        List<HostConnection> order = new ArrayList<>(hosts);
        order.removeIf(h -> found && !h.host().mirror() && !h.hasAnswered());
        List<HostConnection> down = order.stream().filter(HostConnection::isDown).toList();
        order.removeAll(down);
        order.addAll(down);
        return order;
    }
}
