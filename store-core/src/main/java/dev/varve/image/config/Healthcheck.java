package dev.varve.image.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a container is asked whether it is well. Times are nanoseconds, 0 for the default, as is 0
/// retries.
///
/// @param test `["NONE"]`, `["CMD", program, ...]` or `["CMD-SHELL", line]`; empty to inherit
record Healthcheck(
        List<String> test,
        long interval,
        long timeout,
        long startPeriod,
        long startInterval,
        long retries) {
    Healthcheck {
        test = List.copyOf(test);
    }

    static Optional<Healthcheck> read(JsonNode node) {
        boolean fits =
                node.isObject()
                        && (node.path("Test").isMissingNode()
                                || node.path("Test").isNull()
                                || RunValues.isTexts(node.path("Test")));
        if (!fits) {
            return Optional.empty();
        }
        List<String> test = new ArrayList<>();
        node.path("Test").forEach(word -> test.add(word.asText()));
        return Optional.of(
                new Healthcheck(
                        test,
                        node.path("Interval").asLong(),
                        node.path("Timeout").asLong(),
                        node.path("StartPeriod").asLong(),
                        node.path("StartInterval").asLong(),
                        node.path("Retries").asLong()));
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (!test.isEmpty()) {
            ArrayNode words = node.putArray("Test");
            test.forEach(words::add);
        }
        putUnlessZero(node, "Interval", interval);
        putUnlessZero(node, "Timeout", timeout);
        putUnlessZero(node, "StartPeriod", startPeriod);
        putUnlessZero(node, "StartInterval", startInterval);
        putUnlessZero(node, "Retries", retries);
        return node;
    }

    /// What is not given here is as it is there.
    Healthcheck over(Healthcheck below) {
        return new Healthcheck(
                test.isEmpty() ? below.test : test,
                interval == 0 ? below.interval : interval,
                timeout == 0 ? below.timeout : timeout,
                startPeriod == 0 ? below.startPeriod : startPeriod,
                startInterval == 0 ? below.startInterval : startInterval,
                retries == 0 ? below.retries : retries);
    }

    private static void putUnlessZero(ObjectNode node, String name, long value) {
        if (value != 0) {
            node.put(name, value);
        }
    }
}
