package dev.varve.registry;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;

/// `/v2/<name>/manifests/<tag or digest>`, written to and asked about.
final class ManifestPutEndpoint {
    private final Reference reference;

    ManifestPutEndpoint(Reference reference) {
        this.reference = reference;
    }

    boolean has(HostConnection host, Descriptor manifest) throws RegistryFailure {
        HttpResponse<InputStream> response =
                host.send(
                        "HEAD",
                        path(manifest.digest().toString()),
                        Map.of("Accept", manifest.mediaType()));
        return RepositoryHead.isThere(response);
    }

    /// @param text the manifest's bytes, as they were pulled or made
    /// @param name a tag or the manifest's digest
    void put(HostConnection host, Descriptor manifest, String text, String name)
            throws RegistryFailure {
        HttpResponse<InputStream> response = host.put(path(name), manifest.mediaType(), text);
        if (response.statusCode() / 100 != 2) {
            throw RegistryError.read(response).toFailure();
        }
        HttpExchange.discard(response);
        Digest digest = manifest.digest();
        UploadEndpoint.requireDigest(response, digest);
    }

    private String path(String name) {
        return "/v2/" + reference.path() + "/manifests/" + name;
    }
}
