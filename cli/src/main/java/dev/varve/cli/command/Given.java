package dev.varve.cli.command;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The options that a command line gave. Of a repeated one the last is valid, of
/// [Option.Kind#TEXTS] all are.
public final class Given {
    private final Map<String, Object> values = new HashMap<>();

    public void flag(Option option, boolean on) {
        put(option, on);
    }

    public void text(Option option, String value) {
        if (option.kind() == Option.Kind.TEXTS) {
            List<String> all = new ArrayList<>(texts(option.longestName()));
            all.add(value);
            put(option, all);
        } else {
            put(option, value);
        }
    }

    public void number(Option option, long value) {
        put(option, value);
    }

    private void put(Option option, Object value) {
        for (String name : option.names()) {
            values.put(name, value);
        }
    }

    /// Whether it was given at all, whatever its value.
    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean isSet(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    String text(String name) {
        return values.get(name) instanceof String text ? text : "";
    }

    long number(String name, long absent) {
        return values.get(name) instanceof Long number ? number : absent;
    }

    List<String> texts(String name) {
        @Nullable Object found = values.get(name);
        List<String> texts = new ArrayList<>();
        if (found instanceof List<?> list) {
            for (Object text : list) {
                texts.add((String) text);
            }
        }
        return texts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Given given && values.equals(given.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
