package dev.varve.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException;
import dev.varve.index.OciLayoutView;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What `index.json` says, as [OciLayoutView] wrote it.
final class ListedImages {
    private static final String CURE = "tag the images again that have lost their names";

    private ListedImages() {}

    /// @param target the manifest or index that the entry points at
    /// @param image which image of an index is meant
    record Entry(
            Digest target,
            Optional<Reference> name,
            Optional<Digest> image,
            Optional<Digest> parent,
            Optional<Instant> tagged) {}

    static List<Entry> read(Path file, Consumer<Unrestored> lost) {
        List<Entry> entries = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file)) {
            if (!Json.each(text, "manifests", node -> entry(node, lost).ifPresent(entries::add))) {
                throw new IOException("it lists no manifests");
            }
        } catch (JsonProcessingException e) {
            lost.accept(new Unrestored("index.json", e.getOriginalMessage(), CURE));
        } catch (IOException e) {
            lost.accept(new Unrestored("index.json", "it cannot be read: " + e.getMessage(), CURE));
        }
        return entries;
    }

    private static Optional<Entry> entry(JsonNode node, Consumer<Unrestored> lost) {
        JsonNode annotations = node.path("annotations");
        try {
            return Optional.of(
                    new Entry(
                            Digest.parse(node.path("digest").asText()),
                            text(annotations, OciLayoutView.NAME)
                                    .map(ReferenceParser::parseNormalized),
                            text(annotations, OciLayoutView.IMAGE).map(Digest::parse),
                            text(annotations, OciLayoutView.PARENT).map(Digest::parse),
                            text(annotations, OciLayoutView.TAGGED).map(Instant::parse)));
        } catch (StoreException | DateTimeException e) {
            lost.accept(
                    new Unrestored(
                            "index.json",
                            "an entry of it cannot be read: " + e.getMessage(),
                            CURE));
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode annotations, String name) {
        return Optional.ofNullable(annotations.path(name).textValue());
    }
}
