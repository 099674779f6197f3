package dev.varve.differential;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// What a daemon's store holds and what happened in it, as text.
record StoreState(EngineApi api, Instant since) {
    private static final Set<String> KINDS = Set.of("image", "container");
    private static final Set<String> OF_PROCESSES =
            Set.of("start", "kill", "die", "stop", "attach", "mount", "unmount");

    /// Images and containers, in no order.
    List<String> things() throws IOException {
        List<String> lines = new ArrayList<>();
        api.get("/images/json?all=1").forEach(image -> lines.add(image(image)));
        api.get("/containers/json?all=1").forEach(container -> lines.add(container(container)));
        return lines;
    }

    /// In the order in which they happened, without those of processes, networks and mounts.
    List<String> events() throws IOException {
        String window = "?since=" + nanos(since) + "&until=" + nanos(Instant.now());
        List<String> lines = new ArrayList<>();
        api.getAll("/events" + window).stream()
                .filter(event -> !OF_PROCESSES.contains(event.path("Action").asText()))
                .filter(event -> KINDS.contains(event.path("Type").asText()))
                .forEach(event -> lines.add(event(event)));
        return lines;
    }

    private static String nanos(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    private static String event(JsonNode event) {
        return "event %s %s %s %s"
                .formatted(
                        event.path("Type").asText(),
                        event.path("Action").asText(),
                        event.at("/Actor/ID").asText(),
                        labels(event.at("/Actor/Attributes")));
    }

    private static String image(JsonNode image) {
        return "image %s parent=%s created=%s size=%s tags=%s digests=%s labels=%s"
                .formatted(
                        image.path("Id").textValue(),
                        image.path("ParentId").textValue(),
                        image.path("Created"),
                        image.path("Size"),
                        texts(image.path("RepoTags")),
                        texts(image.path("RepoDigests")),
                        labels(image.path("Labels")));
    }

    private static String container(JsonNode container) {
        return "container %s image=%s (%s) %s"
                .formatted(
                        texts(container.path("Names")),
                        container.path("Image").textValue(),
                        container.path("ImageID").textValue(),
                        container.path("State").textValue());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(node -> texts.add(node.textValue()));
        return texts;
    }

    private static String labels(JsonNode object) {
        TreeMap<String, String> labels = new TreeMap<>();
        object.properties().forEach(e -> labels.put(e.getKey(), e.getValue().textValue()));
        return labels.toString();
    }
}
