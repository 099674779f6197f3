package dev.varve.registry;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistrySession.BlobStream;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/v2/<name>/blobs/<digest>`, whole or from an offset on. A host that announces another size than
/// the descriptor has is refused before a byte is read.
final class BlobEndpoint {
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    /// The stored bytes are wanted, never a transport encoding of them.
    private static final String IDENTITY = "identity";

    private final Reference reference;

    BlobEndpoint(Reference reference) {
        this.reference = reference;
    }

    /// Whether the repository has the blob.
    boolean has(HostConnection host, Descriptor blob) throws RegistryFailure {
        return RepositoryHead.isThere(host.send("HEAD", path(blob), Map.of()));
    }

    BlobStream open(HostConnection host, Descriptor blob, long offset) throws RegistryFailure {
        if (offset > 0) {
            String range = "bytes=" + offset + "-";
            HttpResponse<InputStream> response =
                    host.send(
                            "GET", path(blob), Map.of("Accept-Encoding", IDENTITY, "Range", range));
            if (response.statusCode() == 206 && isWanted(response, blob, offset)) {
                return new BlobStream(offset, response.body());
            }
            if (response.statusCode() != 206 && response.statusCode() != 416) {
                return whole(response, blob);
            }
            HttpExchange.discard(response);
        }
        return whole(host.send("GET", path(blob), Map.of("Accept-Encoding", IDENTITY)), blob);
    }

    private static BlobStream whole(HttpResponse<InputStream> response, Descriptor blob)
            throws RegistryFailure {
        if (response.statusCode() != 200) {
            throw RegistryError.read(response).toFailure();
        }
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && length.getAsLong() != blob.size()) {
            HttpExchange.discard(response);
            throw RegistryFailure.refused(
                    new Corrupt(
                            "blob "
                                    + blob.digest()
                                    + " has "
                                    + length.getAsLong()
                                    + " bytes at "
                                    + Urls.redact(response.uri())
                                    + ", its manifest says "
                                    + blob.size()));
        }
        return new BlobStream(0, response.body());
    }

    /// Whether the part begins where it should and reaches to the end of what the manifest
    /// describes.
    private static boolean isWanted(
            HttpResponse<InputStream> response, Descriptor blob, long offset) {
        String header = response.headers().firstValue("Content-Range").orElse("");
        Matcher range = CONTENT_RANGE.matcher(header);
        return range.matches()
                && Long.parseLong(range.group(1)) == offset
                && Long.parseLong(range.group(2)) == blob.size() - 1
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == blob.size());
    }

    private String path(Descriptor blob) {
        return "/v2/" + reference.path() + "/blobs/" + blob.digest();
    }
}
