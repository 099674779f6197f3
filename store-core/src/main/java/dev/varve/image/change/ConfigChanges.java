package dev.varve.image.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.InvalidArgument;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A config in the making: applies one instruction after the other.
final class ConfigChanges {
    private static final List<String> SHELL = List.of("/bin/sh", "-c");
    private static final Set<String> NEVER_ON_BUILD = Set.of("FROM", "MAINTAINER");

    private final ObjectNode config;
    private final char escape;
    private boolean commandSet;

    ConfigChanges(ObjectNode config, char escape) {
        this.config = config;
        this.escape = escape;
    }

    ObjectNode config() {
        return config;
    }

    void apply(Instruction instruction) {
        String name = instruction.name().toUpperCase(Locale.ROOT);
        if (!name.equals("HEALTHCHECK")) {
            instruction.flags(Set.of());
        }
        String arguments = instruction.arguments();
        switch (name) {
            case "CMD" -> command(arguments);
            case "ENTRYPOINT" -> entrypoint(arguments);
            case "ENV" -> environment(arguments);
            case "EXPOSE" -> expose(arguments);
            case "HEALTHCHECK" -> config.set("Healthcheck", HealthcheckChange.of(instruction));
            case "LABEL" -> label(arguments);
            case "ONBUILD" -> onBuild(arguments);
            case "STOPSIGNAL" ->
                    config.put("StopSignal", StopSignals.require(expandOne(name, arguments)));
            case "USER" -> config.put("User", expandOne(name, arguments));
            case "VOLUME" -> volume(arguments);
            case "WORKDIR" -> config.put("WorkingDir", directory(expandOne(name, arguments)));
            default -> throw new InvalidArgument(name + " is not a valid change command");
        }
    }

    private void command(String arguments) {
        List<String> words = commandLine(arguments);
        put("Cmd", words);
        commandSet |= !arguments.isEmpty() && !words.isEmpty();
    }

    /// An entry point makes the arguments that the base had for another one meaningless.
    private void entrypoint(String arguments) {
        List<String> words = arguments.isEmpty() ? List.of() : commandLine(arguments);
        if (words.isEmpty()) {
            config.putNull("Entrypoint");
        } else {
            put("Entrypoint", words);
        }
        if (!commandSet) {
            config.putNull("Cmd");
        }
    }

    private List<String> commandLine(String arguments) {
        Optional<List<String>> words = JsonList.parse(arguments);
        if (words.isPresent()) {
            return words.get();
        }
        List<String> line = new ArrayList<>(texts("Shell"));
        if (line.isEmpty()) {
            line.addAll(SHELL);
        }
        if (!arguments.isEmpty()) {
            line.add(arguments);
        }
        return line;
    }

    private void environment(String arguments) {
        List<String> lines = texts("Env");
        Map<String, String> before = variables(lines);
        for (Map.Entry<String, String> pair : QuotedWords.pairs(arguments, escape, "ENV")) {
            String name = expand(pair.getKey(), before);
            String line = name + "=" + expand(pair.getValue(), before);
            int at = 0;
            while (at < lines.size() && !nameOf(lines.get(at)).equals(name)) {
                at++;
            }
            if (at < lines.size()) {
                lines.set(at, line);
            } else {
                lines.add(line);
            }
        }
        put("Env", lines);
    }

    private void expose(String arguments) {
        if (arguments.isEmpty()) {
            throw new InvalidArgument("EXPOSE requires at least one argument");
        }
        Map<String, String> variables = variables(texts("Env"));
        ObjectNode ports = object("ExposedPorts");
        for (String argument : blankSeparated(arguments)) {
            for (String word : Expansion.words(argument, variables, escape)) {
                ExposedPorts.parse(word).forEach(ports::putObject);
            }
        }
        if (ports.isEmpty()) {
            config.remove("ExposedPorts");
        }
    }

    private void label(String arguments) {
        Map<String, String> variables = variables(texts("Env"));
        List<Map.Entry<String, String>> pairs = QuotedWords.pairs(arguments, escape, "LABEL");
        ObjectNode labels = object("Labels");
        for (Map.Entry<String, String> pair : pairs) {
            labels.put(expand(pair.getKey(), variables), expand(pair.getValue(), variables));
        }
    }

    private void onBuild(String trigger) {
        if (trigger.isEmpty()) {
            throw new InvalidArgument("ONBUILD requires at least one argument");
        }
        Instruction inner = Instruction.parse(trigger);
        String name = inner.name().toUpperCase(Locale.ROOT);
        if (name.equals("ONBUILD")) {
            throw new InvalidArgument("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        }
        if (NEVER_ON_BUILD.contains(name)) {
            throw new InvalidArgument(name + " isn't allowed as an ONBUILD trigger");
        }
        if (name.equals("ENV") || name.equals("LABEL")) {
            QuotedWords.pairs(inner.arguments(), escape, name);
        }
        List<String> triggers = texts("OnBuild");
        triggers.add(trigger);
        put("OnBuild", triggers);
    }

    private void volume(String arguments) {
        if (arguments.isEmpty()) {
            throw new InvalidArgument("VOLUME requires at least one argument");
        }
        Map<String, String> variables = variables(texts("Env"));
        List<String> paths = JsonList.parse(arguments).orElseGet(() -> blankSeparated(arguments));
        if (paths.isEmpty()) {
            throw new InvalidArgument("VOLUME requires at least one argument");
        }
        ObjectNode volumes = object("Volumes");
        for (String path : paths) {
            String stripped = Blanks.strip(path);
            if (stripped.isEmpty()) {
                throw new InvalidArgument("VOLUME specified can not be an empty string");
            }
            volumes.putObject(expand(stripped, variables));
        }
    }

    private String directory(String wanted) {
        if (wanted.isEmpty()) {
            throw new InvalidArgument("cannot normalize nothing");
        }
        String current = config.path("WorkingDir").asText("");
        String joined = wanted.startsWith("/") ? wanted : "/" + current + "/" + wanted;
        Deque<String> names = new ArrayDeque<>();
        for (String name : joined.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    /// The whole rest of the line is one argument.
    private String expandOne(String name, String arguments) {
        if (arguments.isEmpty()) {
            throw new InvalidArgument(name + " requires exactly one argument");
        }
        return expand(arguments, variables(texts("Env")));
    }

    private String expand(String word, Map<String, String> variables) {
        return Expansion.word(word, variables, escape);
    }

    private static Map<String, String> variables(List<String> lines) {
        Map<String, String> variables = new HashMap<>();
        for (String line : lines) {
            String name = nameOf(line);
            variables.put(
                    name, line.length() == name.length() ? "" : line.substring(name.length() + 1));
        }
        return variables;
    }

    private static String nameOf(String line) {
        int equals = line.indexOf('=');
        return equals < 0 ? line : line.substring(0, equals);
    }

    private static List<String> blankSeparated(String text) {
        return List.of(text.split("[\\t\\x0B\\f\\r ]+"));
    }

    /// The caller's own copy.
    private List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        @Nullable JsonNode value = config.get(field);
        if (value instanceof ArrayNode array) {
            array.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    private void put(String field, List<String> texts) {
        ArrayNode array = config.putArray(field);
        texts.forEach(array::add);
    }

    private ObjectNode object(String field) {
        return config.get(field) instanceof ObjectNode object ? object : config.putObject(field);
    }
}
