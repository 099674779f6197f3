package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.Json;
import dev.varve.reference.Reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/v2/<name>/tags/list`, page after page as the header `Link` leads; it may lead to the same host
/// only.
///
/// Source: distribution-spec 1.1, "Listing Tags".
final class TagListEndpoint {
    private static final Map<String, String> ACCEPT = Map.of("Accept", "application/json");
    private static final Pattern NEXT = Pattern.compile("<([^>]*+)>\\s*+;.*rel=\"?next\"?.*");

    private static final int TAGS = 10_000;
    private static final int PAGE_BYTES = 8 << 20;

    private final Reference reference;
    private final Function<RegistryError, RegistryFailure> words;

    /// @param words for what the registry calls an error
    TagListEndpoint(Reference reference, Function<RegistryError, RegistryFailure> words) {
        this.reference = reference;
        this.words = words;
    }

    /// In the registry's order, each once.
    List<String> all(HostConnection host) throws RegistryFailure {
        Set<String> tags = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        Optional<String> path = Optional.of("/v2/" + reference.path() + "/tags/list");
        while (path.isPresent() && seen.add(path.get())) {
            HttpResponse<InputStream> response = host.send("GET", path.get(), ACCEPT);
            if (response.statusCode() / 100 != 2) {
                throw words.apply(RegistryError.read(response));
            }
            tags.addAll(tags(response));
            if (tags.size() > TAGS) {
                throw tooLong(TAGS + " tags");
            }
            path = next(host, response);
        }
        return List.copyOf(tags);
    }

    private List<String> tags(HttpResponse<InputStream> response) throws RegistryFailure {
        JsonNode list;
        try {
            list = Json.mapper().readTree(body(response)).path("tags");
        } catch (JsonProcessingException e) {
            throw RegistryFailure.refused(
                    new Corrupt("the tag list of " + reference.familiar() + " is not JSON", e));
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : list) {
            tags.add(tag.asText());
        }
        return tags;
    }

    private String body(HttpResponse<InputStream> response) throws RegistryFailure {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(PAGE_BYTES + 1);
            if (bytes.length > PAGE_BYTES) {
                throw tooLong(PAGE_BYTES + " bytes");
            }
            return new String(bytes, UTF_8);
        } catch (IOException e) {
            throw TransportFailures.of("GET", response.uri(), e);
        }
    }

    private static Optional<String> next(HostConnection host, HttpResponse<InputStream> response)
            throws RegistryFailure {
        String link = response.headers().firstValue("Link").orElse("");
        Matcher next = NEXT.matcher(link);
        if (!next.matches()) {
            return Optional.empty();
        }
        URI base = host.host().base();
        URI target;
        try {
            target = Urls.follow(response.uri(), next.group(1));
        } catch (IllegalArgumentException e) {
            throw RegistryFailure.refused(
                    new Corrupt("the next page of a tag list is at no URL", e));
        }
        if (!Urls.origin(target).equals(Urls.origin(base))) {
            throw RegistryFailure.refused(
                    new Unsupported(
                            "the next page of a tag list is on another host, "
                                    + Urls.redact(target)));
        }
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return Optional.of(host.host().path(target) + query);
    }

    private RegistryFailure tooLong(String limit) {
        return RegistryFailure.refused(
                new Unsupported(
                        "the tag list of "
                                + reference.familiar()
                                + " is longer than the limit of "
                                + limit));
    }
}
