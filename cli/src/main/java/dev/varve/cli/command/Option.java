package dev.varve.cli.command;

import java.util.List;

/// An option that a verb takes. It is no picocli option, which costs milliseconds to make: those
/// are made when a command line needs picocli.
///
/// @param label what the usage text calls the value; "" for a flag
/// @param names as they are typed, with their dashes
public record Option(Kind kind, String label, String description, List<String> names) {
    /// What it takes.
    public enum Kind {
        FLAG,
        TEXT,
        NUMBER,
        /// a text each time it is given
        TEXTS,
    }

    public boolean takesValue() {
        return kind != Kind.FLAG;
    }

    public String longestName() {
        String longest = "";
        for (String name : names) {
            longest = name.length() > longest.length() ? name : longest;
        }
        return longest;
    }

    public String shortestName() {
        String shortest = names.getFirst();
        for (String name : names) {
            shortest = name.length() < shortest.length() ? name : shortest;
        }
        return shortest;
    }
}
