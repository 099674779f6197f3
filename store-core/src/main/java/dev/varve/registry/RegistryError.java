package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Json;
import dev.varve.reference.Reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;

/// What a registry said was wrong, as docker reads it: the first error of the body, else what the
/// status means.
///
/// @param status the HTTP status
/// @param code in capitals, `MANIFEST_UNKNOWN`; "" when there was none
/// @param message escaped, fit to be shown, perhaps empty
/// @param detailed whether the error says more than its code does; only such a DENIED is docker's
///   "pull access denied"
/// @param retryAfter the header of that name, "" without one
record RegistryError(int status, String code, String message, boolean detailed, String retryAfter) {
    private static final int BODY_LIMIT = 1 << 16;
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);
    private static final String ACCESS_DENIED = "requested access to the resource is denied";

    /// Reads the answer's body, at most 64 KiB of it, and closes it. A body that breaks off counts
    /// as far as it came.
    static RegistryError read(HttpResponse<InputStream> response) {
        int status = response.statusCode();
        String retryAfter = response.headers().firstValue("Retry-After").orElse("");
        String body = body(response);
        if (isInsufficientScope(response)) {
            return new RegistryError(status, "DENIED", ACCESS_DENIED, true, retryAfter);
        }
        if (status >= 500) {
            return new RegistryError(status, "", "", false, retryAfter);
        }
        return fromBody(status, body, retryAfter);
    }

    private static String body(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readNBytes(BODY_LIMIT), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /// A token that does not reach as far as it should: docker takes that for DENIED, whatever the
    /// body says, and so do we; it is how Docker Hub answers for what is private or not there.
    private static boolean isInsufficientScope(HttpResponse<InputStream> response) {
        return Challenge.parse(response.headers().allValues("WWW-Authenticate")).stream()
                .anyMatch(c -> c.parameter("error").equals("insufficient_scope"));
    }

    private static RegistryError fromBody(int status, String body, String retryAfter) {
        JsonNode json = parse(body);
        JsonNode error = json.path("errors").path(0);
        String code = error.path("code").asText("");
        if (!code.isEmpty()) {
            String message = ShownText.of(error.path("message").asText(""));
            boolean detailed =
                    error.hasNonNull("detail")
                            || !(message.isEmpty() || message.equals(ACCESS_DENIED));
            return new RegistryError(status, code, message, detailed, retryAfter);
        }
        String implied =
                switch (status) {
                    case 401 -> "UNAUTHORIZED";
                    case 403 -> "DENIED";
                    case 429 -> "TOOMANYREQUESTS";
                    default -> "";
                };
        String message = ShownText.of(json.path("details").asText(plain(body)));
        return new RegistryError(status, implied, message, false, retryAfter);
    }

    private static JsonNode parse(String body) {
        try {
            return Json.mapper().readTree(body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /// A body that is a sentence, not a page.
    private static String plain(String body) {
        String text = body.strip();
        boolean sentence = text.length() <= 200 && text.lines().count() <= 1;
        return sentence && !text.startsWith("<") && !text.startsWith("{") ? text : "";
    }

    /// `manifest unknown: no such tag`, or dockerd's words for an answer without a code.
    String text() {
        if (code.isEmpty()) {
            String reason = message.isEmpty() ? "" : ": " + message;
            return "received unexpected HTTP status: " + status + phrase(status) + reason;
        }
        String words = ShownText.of(code.toLowerCase(Locale.ROOT).replace('_', ' '));
        return message.isEmpty() ? words : words + ": " + message;
    }

    /// What HTTP calls a status, with a blank before it; "" for one that no registry sends.
    static String phrase(int status) {
        return switch (status) {
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 405 -> " Method Not Allowed";
            case 408 -> " Request Timeout";
            case 429 -> " Too Many Requests";
            case 500 -> " Internal Server Error";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            case 504 -> " Gateway Timeout";
            default -> "";
        };
    }

    /// The error as it is.
    RegistryFailure toFailure() {
        return failure(
                switch (code) {
                    case "UNAUTHORIZED" -> new Unauthorized(text());
                    case "DENIED" -> new Denied(text());
                    case "MANIFEST_UNKNOWN", "NAME_UNKNOWN", "BLOB_UNKNOWN" -> new NotFound(text());
                    default ->
                            status == 404
                                    ? new NotFound(text())
                                    : new Unavailable(text(), status, null);
                });
    }

    /// The error in docker's words for a pull of this reference.
    RegistryFailure toFailure(Reference reference) {
        if (code.equals("DENIED") && detailed) {
            return failure(
                    new NotFound(
                            "pull access denied for "
                                    + reference.familiarName()
                                    + ", repository does not exist or may require 'docker login': "
                                    + text()));
        }
        if (code.equals("NAME_UNKNOWN")) {
            String name = reference.familiarName();
            return failure(new NotFound("repository " + name + " not found: " + text()));
        }
        if (code.equals("MANIFEST_UNKNOWN") || (code.isEmpty() && status == 404)) {
            String name = reference.familiar();
            return failure(new NotFound("manifest for " + name + " not found: " + text()));
        }
        return toFailure();
    }

    private RegistryFailure failure(StoreException told) {
        return TEMPORARY.contains(status)
                ? RegistryFailure.busy(told, retryAfter)
                : RegistryFailure.refused(told);
    }
}
