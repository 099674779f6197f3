package dev.varve.registry;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/v2/<name>/blobs/uploads/` and the places that it names. A place may be at another host; that
/// gets no credentials, and it is not gone to without TLS from a registry that has it. Source: OCI
/// distribution-spec 1.1, "Push".
final class UploadEndpoint {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    private static final String BYTES = "application/octet-stream";

    private final Reference reference;

    UploadEndpoint(Reference reference) {
        this.reference = reference;
    }

    UploadPlace start(HostConnection host) throws RegistryFailure {
        return begun(host, host.change("POST", host.host().resolve(path()), ""));
    }

    /// Asks for a blob of another repository of the registry.
    ///
    /// @return empty when the blob is here now; else the upload that the registry began instead
    Optional<UploadPlace> mount(HostConnection host, Digest blob, String from)
            throws RegistryFailure {
        URI uri = host.host().resolve(path() + "?mount=" + blob + "&from=" + from);
        HttpResponse<InputStream> response =
                host.change("POST", uri, "repository:" + from + ":pull");
        if (response.statusCode() == 201) {
            HttpExchange.discard(response);
            requireDigest(response, blob);
            return Optional.empty();
        }
        return Optional.of(begun(host, response));
    }

    /// How far an upload has come.
    ///
    /// @return null when the registry does not know it any more
    @Nullable UploadPlace status(HostConnection host, UploadPlace place) throws RegistryFailure {
        HttpResponse<InputStream> response = host.change("GET", place.uri(), "");
        if (response.statusCode() == 404) {
            HttpExchange.discard(response);
            return null;
        }
        requireStatus(response, 2);
        return next(host, place, response, 0);
    }

    /// Sends a part.
    ///
    /// @param alone whether the part is the whole blob; then it goes without a range, which some
    ///   registries do not take
    /// @return how far the upload has come by the registry's account
    UploadPlace append(
            HostConnection host, UploadPlace place, FilePart part, boolean alone, LongConsumer tick)
            throws RegistryFailure {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", BYTES);
        if (!alone) {
            long last = part.offset() + part.length() - 1;
            headers.put("Content-Range", part.offset() + "-" + last);
        }
        HttpResponse<InputStream> response =
                host.transmit("PATCH", place.uri(), headers, part, tick);
        requireStatus(response, 2);
        return next(host, place, response, part.offset() + part.length());
    }

    /// Ends an upload, with its last part or nothing.
    void complete(
            HostConnection host,
            UploadPlace place,
            Descriptor blob,
            FilePart rest,
            LongConsumer tick)
            throws RegistryFailure {
        HttpResponse<InputStream> response =
                host.transmit(
                        "PUT",
                        place.completing(blob.digest()),
                        Map.of("Content-Type", BYTES),
                        rest,
                        tick);
        requireStatus(response, 2);
        requireDigest(response, blob.digest());
    }

    /// Lets the registry forget an upload that will not be gone on with.
    void cancel(HostConnection host, UploadPlace place) throws RegistryFailure {
        HttpExchange.discard(host.change("DELETE", place.uri(), ""));
    }

    private static UploadPlace begun(HostConnection host, HttpResponse<InputStream> response)
            throws RegistryFailure {
        requireStatus(response, 2);
        String location = response.headers().firstValue("Location").orElse("");
        if (response.statusCode() != 202 || location.isEmpty()) {
            throw refused(
                    Urls.redact(response.uri())
                            + " answered "
                            + response.statusCode()
                            + " without saying where to send the blob");
        }
        long least = response.headers().firstValueAsLong("OCI-Chunk-Min-Length").orElse(0);
        return new UploadPlace(follow(host, response.uri(), location), 0, Math.max(0, least));
    }

    /// @param unlessTold how many bytes there are when the registry does not say
    private static UploadPlace next(
            HostConnection host,
            UploadPlace place,
            HttpResponse<InputStream> response,
            long unlessTold)
            throws RegistryFailure {
        String location = response.headers().firstValue("Location").orElse("");
        URI uri = location.isEmpty() ? place.uri() : follow(host, response.uri(), location);
        String range = response.headers().firstValue("Range").orElse("");
        return new UploadPlace(uri, received(range, unlessTold), place.leastChunk());
    }

    /// `0-0` means nothing: so distribution says it, and a single byte may be sent again.
    private static long received(String range, long unlessTold) {
        Matcher told = RANGE.matcher(range);
        if (!told.matches()) {
            return unlessTold;
        }
        long last = Long.parseLong(told.group(1));
        return last == 0 ? 0 : last + 1;
    }

    private static URI follow(HostConnection host, URI from, String location)
            throws RegistryFailure {
        URI next;
        try {
            next = Urls.follow(from, location);
        } catch (IllegalArgumentException e) {
            throw refused(Urls.redact(from) + " wants the blob at no http or https URL");
        }
        if (!Urls.isTls(next) && !host.host().isPlainHttp()) {
            throw refused(
                    "refused to upload from "
                            + Urls.redact(from)
                            + " to "
                            + Urls.redact(next)
                            + ": it would go on without TLS");
        }
        return next;
    }

    private static void requireStatus(HttpResponse<InputStream> response, int hundreds)
            throws RegistryFailure {
        if (response.statusCode() / 100 != hundreds) {
            throw RegistryError.read(response).toFailure();
        }
        HttpExchange.discard(response);
    }

    static void requireDigest(HttpResponse<InputStream> response, Digest wanted)
            throws RegistryFailure {
        String told =
                response.headers().firstValue("Docker-Content-Digest").orElse(wanted.toString());
        // A registry may tell the digest by another algorithm; then nothing can be compared.
        boolean comparable = told.startsWith(wanted.algorithm() + ":");
        if (comparable && !told.equals(wanted.toString())) {
            throw RegistryFailure.refused(
                    new Corrupt(
                            Urls.redact(response.uri())
                                    + " says that it stored "
                                    + ShownText.of(told)
                                    + " where "
                                    + wanted
                                    + " was sent"));
        }
    }

    private static RegistryFailure refused(String message) {
        return RegistryFailure.refused(new Unavailable(message, null));
    }

    private String path() {
        return "/v2/" + reference.path() + "/blobs/uploads/";
    }
}
