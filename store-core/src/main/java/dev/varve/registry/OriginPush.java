package dev.varve.registry;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The session of one push. The first host of the registry that answers is kept to, so that nothing
/// goes on without TLS where TLS was answered.
final class OriginPush implements PushSession {
    private static final Logger log = LoggerFactory.getLogger(OriginPush.class);

    private final List<HostConnection> hosts;
    private final RetryPolicy retries;
    private final BlobEndpoint blobs;
    private final UploadEndpoint uploads;
    private final ManifestPutEndpoint manifests;

    /// Uploads that the registry began where it was asked to mount.
    private final Map<Digest, UploadPlace> begun = new ConcurrentHashMap<>();

    private @Nullable HostConnection chosen;

    /// @param hosts of the registry itself, in the order in which they are tried
    OriginPush(List<HostConnection> hosts, Reference repository, RetryPolicy retries) {
        this.hosts = List.copyOf(hosts);
        this.retries = retries;
        this.blobs = new BlobEndpoint(repository);
        this.uploads = new UploadEndpoint(repository);
        this.manifests = new ManifestPutEndpoint(repository);
    }

    private interface HostRequest<T> {
        T to(HostConnection host) throws RegistryFailure;
    }

    @Override
    public void reach() {
        HostConnection host = patiently(h -> h);
        log.debug("pushing to {}", host);
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        return patiently(host -> blobs.has(host, blob));
    }

    @Override
    public boolean hasManifest(Descriptor manifest) {
        return patiently(host -> manifests.has(host, manifest));
    }

    /// One attempt is enough: an upload does as well.
    @Override
    public boolean mount(Descriptor blob, String repository) {
        try {
            HostConnection host = host();
            Optional<UploadPlace> instead = uploads.mount(host, blob.digest(), repository);
            if (instead.isEmpty()) {
                return true;
            }
            UploadPlace former = begun.put(blob.digest(), instead.get());
            if (former != null) {
                uploads.cancel(host, former);
            }
        } catch (RegistryFailure e) {
            log.info("{} was not mounted from {}: {}", blob.digest(), repository, e.getMessage());
        }
        return false;
    }

    @Override
    public void upload(Descriptor blob, Path file, UploadListener listener) {
        try {
            HostConnection host = retries.run(this::host);
            UploadPlace place = begun.remove(blob.digest());
            new BlobUpload(host, uploads, blobs, retries, blob, file, listener, place).run();
        } catch (RegistryFailure e) {
            throw e.told();
        }
    }

    @Override
    public void putManifest(Descriptor manifest, String text, String name) {
        patiently(host -> {
            manifests.put(host, manifest, text, name);
            return name;
        });
    }

    private <T> T patiently(HostRequest<T> request) {
        try {
            return retries.run(() -> request.to(host()));
        } catch (RegistryFailure e) {
            throw e.told();
        }
    }

    /// What is told when none answers is the failure of the plain one, where there is one, as
    /// docker has it.
    private synchronized HostConnection host() throws RegistryFailure {
        if (chosen != null) {
            return chosen;
        }
        RegistryFailure failure = null;
        for (HostConnection host : hosts) {
            try {
                host.reach();
                chosen = host;
                return host;
            } catch (RegistryFailure e) {
                failure = failure == null || host.host().isPlainHttp() ? e : failure;
                log.info("{} failed: {}", host, e.getMessage());
            }
        }
        if (failure == null) {
            throw new IllegalStateException("no host stands for the registry");
        }
        throw failure;
    }
}
