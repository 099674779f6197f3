package dev.varve.registry;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.reference.Reference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /// @param hosts in the order in which they are asked, the registry itself after its mirrors
    /// @param words for what a registry calls an error
    HostSession(
            List<HostConnection> hosts,
            Reference reference,
            Function<RegistryError, RegistryFailure> words,
            RetryPolicy retries) {
        this.hosts = List.copyOf(hosts);
        this.reported = reported(hosts);
        this.reference = reference;
        this.manifests = new ManifestEndpoint(reference, words);
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
    public RemoteManifest resolve() {
        String tag = reference.tag().orElse(Reference.DEFAULT_TAG);
        return patiently(host ->
                reference.digest().isPresent()
                        ? manifests.byDigest(host, reference.digest().get())
                        : manifests.byTag(host, tag));
    }

    @Override
    public RemoteManifest manifest(Descriptor descriptor) {
        return patiently(host -> {
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
        return patiently(tagList::all);
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
            return ask(host -> blobs.open(host, descriptor, offset));
        } catch (RegistryFailure e) {
            throw retries.told(e);
        }
    }

    private <T> T patiently(HostRequest<T> request) {
        try {
            return retries.run(() -> ask(request));
        } catch (RegistryFailure e) {
            throw e.told();
        }
    }

    private <T> T ask(HostRequest<T> request) throws RegistryFailure {
        RegistryFailure failure = null;
        for (HostConnection host : inOrder()) {
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
        if (failure == null) {
            throw new IllegalStateException("no host serves " + reference);
        }
        throw failure;
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
