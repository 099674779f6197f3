package dev.varve.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.oci.Json;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A request that a recorder made to dockerd, and the answer in the recorder's words.
///
/// @param status 0 when dockerd gave no answer
/// @param what the message of an error, or a short word for what happened
record RecordedRequest(
        String method,
        String target,
        Map<String, String> headers,
        String body,
        int status,
        String what) {
    /// @param name of a file under `src/test/resources/recorded`
    static List<RecordedRequest> lines(String name) throws IOException {
        List<RecordedRequest> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/recorded", name))) {
            JsonNode json = Json.mapper().readTree(line);
            Map<String, String> headers = new TreeMap<>();
            json.get(2)
                    .properties()
                    .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
            rows.add(
                    new RecordedRequest(
                            json.get(0).asText(),
                            json.get(1).asText(),
                            headers,
                            json.get(3).asText(),
                            json.get(4).asInt(),
                            json.get(5).asText()));
        }
        return rows;
    }

    String docker() {
        return status + " " + what;
    }

    /// The target as a reader sees it.
    String plain() {
        return URLDecoder.decode(
                target.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
    }

    boolean isPrune() {
        return target.contains("/prune");
    }

    Answer ask(RawClient client) throws IOException {
        StringBuilder lines = new StringBuilder();
        headers.forEach(
                (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
        String sent = expanded();
        int length = sent.getBytes(StandardCharsets.UTF_8).length;
        return client.send(
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + lines
                        + "Content-Length: "
                        + length
                        + "\r\n\r\n"
                        + sent);
    }

    /// An answer in the words that the recorders use.
    String inWords(Answer answer) {
        List<JsonNode> parsed = new ArrayList<>();
        try {
            for (String line : answer.body().lines().filter(line -> !line.isBlank()).toList()) {
                parsed.add(Json.mapper().readTree(line));
            }
        } catch (JsonProcessingException e) {
            return answer.status() == 200 && !answer.body().equals("OK")
                    ? "no JSON"
                    : answer.body();
        }
        if (parsed.isEmpty()) {
            return "";
        }
        JsonNode last = parsed.getLast();
        if (last.has("message")) {
            return last.get("message").asText();
        }
        if (last.has("errorDetail")) {
            return "stream: " + last.get("errorDetail").get("message").asText();
        }
        if (target.contains("shared-size")) {
            return last.get(0).get("SharedSize").asLong() >= 0 ? "shared size" : "no shared size";
        }
        if (target.contains("/images/prune")) {
            return last.get("ImagesDeleted").isNull() ? "nothing pruned" : "pruned";
        }
        if (last.has("ContainersDeleted")) {
            return last.get("ContainersDeleted").isEmpty() ? "nothing pruned" : "pruned";
        }
        return last.isArray() && !target.contains("history") ? last.size() + " rows" : "done";
    }

    /// `x*5` is five times x.
    private String expanded() {
        String[] parts = body.split("\\*", 2);
        return parts.length == 2 && parts[1].matches("[0-9]+")
                ? parts[0].repeat(Integer.parseInt(parts[1]))
                : body;
    }
}
