package dev.varve.container;

import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.index.ContainerTable;
import dev.varve.text.GoQuote;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// What containers are called: by their users, or by chance as `quiet_lovelace`.
final class ContainerNames {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final int TRIES = 6;

    private static final List<String> ADJECTIVES =
            List.of(
                    "able",
                    "airy",
                    "amber",
                    "ample",
                    "azure",
                    "balmy",
                    "bold",
                    "brave",
                    "brisk",
                    "calm",
                    "candid",
                    "civil",
                    "clear",
                    "clever",
                    "coral",
                    "cosy",
                    "crisp",
                    "curious",
                    "deft",
                    "eager",
                    "early",
                    "earnest",
                    "even",
                    "fair",
                    "fleet",
                    "fluent",
                    "frank",
                    "fresh",
                    "gentle",
                    "glad",
                    "golden",
                    "hale",
                    "handy",
                    "hardy",
                    "hearty",
                    "honest",
                    "humble",
                    "ideal",
                    "jolly",
                    "jovial",
                    "just",
                    "keen",
                    "kind",
                    "lasting",
                    "level",
                    "light",
                    "lively",
                    "lofty",
                    "loyal",
                    "lucid",
                    "lunar",
                    "mellow",
                    "merry",
                    "mild",
                    "modest",
                    "neat",
                    "nimble",
                    "noble",
                    "patient",
                    "placid",
                    "plain",
                    "polite",
                    "proud",
                    "quick",
                    "quiet",
                    "rapid",
                    "ready",
                    "robust",
                    "round",
                    "rustic",
                    "sandy",
                    "serene",
                    "sharp",
                    "silent",
                    "silver",
                    "simple",
                    "sincere",
                    "smooth",
                    "snug",
                    "sober",
                    "solar",
                    "solid",
                    "spry",
                    "stable",
                    "steady",
                    "still",
                    "stout",
                    "sturdy",
                    "subtle",
                    "sunny",
                    "swift",
                    "tidy",
                    "timely",
                    "tranquil",
                    "trusty",
                    "upbeat",
                    "valid",
                    "vivid",
                    "warm",
                    "wary",
                    "wise",
                    "witty",
                    "zesty");

    /// People who read the earth, and people who made machines read.
    private static final List<String> SURNAMES =
            List.of(
                    "abel",
                    "agassiz",
                    "anning",
                    "babbage",
                    "bartlett",
                    "bascom",
                    "becquerel",
                    "boole",
                    "bowen",
                    "buckland",
                    "cantor",
                    "cauchy",
                    "cuvier",
                    "dana",
                    "darwin",
                    "degeer",
                    "deluc",
                    "dijkstra",
                    "eckert",
                    "euler",
                    "fermat",
                    "floyd",
                    "gauss",
                    "geikie",
                    "germain",
                    "gilbert",
                    "goldring",
                    "grace",
                    "hall",
                    "hamming",
                    "harker",
                    "heezen",
                    "hess",
                    "hoare",
                    "hollerith",
                    "holmes",
                    "hooke",
                    "hopper",
                    "humboldt",
                    "hutton",
                    "huygens",
                    "jeffreys",
                    "kahn",
                    "kelvin",
                    "kepler",
                    "knuth",
                    "lamport",
                    "lehmann",
                    "leibniz",
                    "libby",
                    "lovelace",
                    "lyell",
                    "mantell",
                    "marvin",
                    "matuyama",
                    "maury",
                    "mccarthy",
                    "mercator",
                    "milankovitch",
                    "mohorovicic",
                    "murchison",
                    "napier",
                    "neumann",
                    "newell",
                    "nightingale",
                    "noether",
                    "ogilvie",
                    "pascal",
                    "patterson",
                    "playfair",
                    "powell",
                    "ramsay",
                    "reid",
                    "richter",
                    "ritchie",
                    "romer",
                    "rutherford",
                    "sedgwick",
                    "shannon",
                    "simpson",
                    "smith",
                    "sorby",
                    "steno",
                    "suess",
                    "tansley",
                    "tharp",
                    "thompson",
                    "turing",
                    "ulrich",
                    "urey",
                    "vine",
                    "wegener",
                    "werner",
                    "wilkes",
                    "wilson",
                    "wirth",
                    "woodward",
                    "zuse");

    private final Random random;

    ContainerNames(Random random) {
        this.random = random;
    }

    /// The name without the one slash that it may start with. Throws [InvalidArgument], with
    /// docker's text, for one that breaks the rule.
    static String require(String given) {
        String name = given.startsWith("/") ? given.substring(1) : given;
        if (!FORM.matcher(name).matches()) {
            throw new InvalidArgument(
                    "Invalid container name ("
                            + GoQuote.escape(given)
                            + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        return name;
    }

    /// Throws [Conflict], with docker's text, when a container has the name.
    static void requireFree(ContainerTable table, String name) {
        table.findByName(name)
                .ifPresent(row -> {
                    throw new Conflict(
                            "Conflict. The container name \"/"
                                    + name
                                    + "\" is already in use by container \""
                                    + row.id()
                                    + "\". You have to remove (or rename) that container to be able"
                                    + " to reuse that name.");
                });
    }

    /// A name that no container has; with digits at its end when chance keeps hitting taken ones.
    String free(ContainerTable table) {
        String name = "";
        for (int i = 0; i < TRIES; i++) {
            name = pick(ADJECTIVES) + "_" + pick(SURNAMES);
            if (table.findByName(name).isEmpty()) {
                return name;
            }
        }
        String base = name;
        for (int i = 1; table.findByName(name).isPresent(); i++) {
            name = base + i;
        }
        return name;
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
