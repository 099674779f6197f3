package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.text.GoQuote;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/// Fetches what a user's URL names, with the user and password that stand in it and no others.
final class WebFetch {
    private static final int BODY_LIMIT = 500;

    private final HttpExchange http;

    WebFetch(HttpExchange http) {
        this.http = http;
    }

    /// Reads a URL as docker does: without a scheme it is http.
    static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "http://" + text);
        } catch (URISyntaxException e) {
            throw new InvalidArgument("invalid URL: " + GoQuote.escape(e.getReason()), e);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidArgument(
                    "Get \""
                            + (uri.getHost() == null ? GoQuote.escape(text) : Urls.redact(uri))
                            + "\": unsupported protocol scheme \""
                            + scheme
                            + "\"");
        }
        if (uri.getHost() == null) {
            throw new InvalidArgument(
                    "Get \"" + GoQuote.escape(text) + "\": no Host in request URL");
        }
        return uri;
    }

    WebFile get(URI uri) {
        Map<String, String> headers = Map.of();
        if (uri.getUserInfo() != null) {
            String credentials =
                    Base64.getEncoder().encodeToString(uri.getUserInfo().getBytes(UTF_8));
            headers = Map.of("Authorization", "Basic " + credentials);
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(
                            new HttpExchange.Request(
                                    "GET", withoutUserInfo(uri), headers, Reach.USUAL, null));
            if (response.statusCode() != 200) {
                throw refusal(uri, response);
            }
            return new WebFile(
                    response.body(), response.headers().firstValueAsLong("Content-Length"));
        } catch (RegistryFailure e) {
            throw e.told();
        }
    }

    private static URI withoutUserInfo(URI uri) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(Urls.redact(uri) + query);
    }

    private static StoreException refusal(URI uri, HttpResponse<InputStream> response) {
        String body;
        try (InputStream in = response.body()) {
            body = ShownText.of(new String(in.readNBytes(BODY_LIMIT), UTF_8).strip());
        } catch (IOException e) {
            body = "";
        }
        String text =
                "failed to GET "
                        + Urls.redact(uri)
                        + " with status "
                        + response.statusCode()
                        + (body.isEmpty() ? "" : ": " + body);
        return response.statusCode() == 404
                ? new NotFound(text)
                : new Unavailable(text, response.statusCode(), null);
    }
}
