package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.MediaTypes;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistrySession.KnownDocument;
import dev.varve.registry.RegistrySession.KnownDocuments;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `/v2/<name>/manifests/<tag or digest>`. What it returns fits its digest: the one asked for, or
/// for a tag the one that the registry announced.
final class ManifestEndpoint {
    /// On one line, since old proxies lose repeated headers. Docker's schema 1 is not asked for.
    private static final Map<String, String> ACCEPT =
            Map.of(
                    "Accept",
                    String.join(
                            ", ",
                            MediaTypes.DOCKER_MANIFEST,
                            MediaTypes.DOCKER_MANIFEST_LIST,
                            MediaTypes.OCI_MANIFEST,
                            MediaTypes.OCI_INDEX));

    private final Reference reference;
    private final Function<RegistryError, RegistryFailure> words;
    private final int limit;

    /// @param words for what the registry calls an error
    ManifestEndpoint(
            Reference reference,
            Function<RegistryError, RegistryFailure> words,
            DocumentLimits limits) {
        this.reference = reference;
        this.words = words;
        this.limit = limits.manifestBytes();
    }

    /// HEAD for the digest, which Docker Hub does not count, then GET by digest, unless that is
    /// known.
    RemoteManifest byTag(HostConnection host, String tag, KnownDocuments known)
            throws RegistryFailure {
        HttpResponse<InputStream> head = host.send("HEAD", path(tag), ACCEPT);
        HttpExchange.discard(head);
        Optional<Digest> announced =
                head.statusCode() / 100 == 2 ? announced(head) : Optional.empty();
        Optional<KnownDocument> stored =
                announced.flatMap(known::find).filter(found -> hasType(head, found));
        if (stored.isPresent()) {
            return new RemoteManifest(
                    stored.get().descriptor(), stored.get().text(), host.toString());
        }
        return announced.isPresent()
                ? byDigest(host, announced.get())
                : get(host, tag, Optional.empty());
    }

    /// What a tag means, without fetching it.
    Digest digestOf(HostConnection host, String tag) throws RegistryFailure {
        HttpResponse<InputStream> head = host.send("HEAD", path(tag), ACCEPT);
        if (head.statusCode() / 100 != 2) {
            throw words.apply(RegistryError.read(head));
        }
        HttpExchange.discard(head);
        return announced(head)
                .orElseThrow(() ->
                        RegistryFailure.refused(
                                new Unavailable(
                                        host + " does not tell the digest of tag " + tag, null)));
    }

    RemoteManifest byDigest(HostConnection host, Digest digest) throws RegistryFailure {
        return get(host, digest.toString(), Optional.of(digest));
    }

    private RemoteManifest get(HostConnection host, String identifier, Optional<Digest> wanted)
            throws RegistryFailure {
        HttpResponse<InputStream> response = host.send("GET", path(identifier), ACCEPT);
        if (response.statusCode() / 100 != 2) {
            throw words.apply(RegistryError.read(response));
        }
        byte[] bytes = body(response);
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (type.isBlank()) {
            throw RegistryFailure.refused(
                    new Unavailable("missing or empty Content-Type header", null));
        }
        Digest digest = wanted.or(() -> announced(response)).orElseGet(() -> Digest.sha256(bytes));
        if (!Digest.of(digest.algorithm(), digest.newHash().digest(bytes)).equals(digest)) {
            throw RegistryFailure.refused(
                    new Corrupt("manifest verification failed for digest " + digest));
        }
        String mediaType = ShownText.of(MediaTypes.withoutParameters(type));
        Descriptor descriptor = new Descriptor(mediaType, digest, bytes.length);
        return new RemoteManifest(descriptor, text(bytes), host.toString());
    }

    /// The same bytes under another type may be read as something else.
    private static boolean hasType(HttpResponse<?> response, KnownDocument document) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return MediaTypes.withoutParameters(type).equals(document.descriptor().mediaType());
    }

    /// A digest that cannot be read counts as none.
    private static Optional<Digest> announced(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("Docker-Content-Digest")
                .flatMap(text -> {
                    try {
                        return Optional.of(Digest.parse(text));
                    } catch (InvalidArgument e) {
                        return Optional.empty();
                    }
                });
    }

    private byte[] body(HttpResponse<InputStream> response) throws RegistryFailure {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw RegistryFailure.refused(
                        new Unsupported(
                                "the manifest of "
                                        + reference.familiar()
                                        + " is longer than the limit of "
                                        + limit
                                        + " bytes"));
            }
            return bytes;
        } catch (IOException e) {
            throw TransportFailures.of("GET", response.uri(), e);
        }
    }

    private String text(byte[] bytes) throws RegistryFailure {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw RegistryFailure.refused(
                    new Corrupt("the manifest of " + reference.familiar() + " is not UTF-8", e));
        }
    }

    private String path(String identifier) {
        return "/v2/" + reference.path() + "/manifests/" + identifier;
    }
}
