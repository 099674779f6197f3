package dev.varve.image.change;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.GoDuration;
import dev.varve.oci.Json;
import dev.varve.text.GoQuote;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// HEALTHCHECK: how often which command tells whether a container is well, or NONE.
final class HealthcheckChange {
    private static final Set<String> FLAGS =
            Set.of("--interval", "--timeout", "--start-period", "--start-interval", "--retries");
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final ObjectNode healthcheck = Json.mapper().createObjectNode();

    private HealthcheckChange() {}

    /// The value of the config's `Healthcheck`. Durations are nanoseconds; zero is left out.
    static ObjectNode of(Instruction instruction) {
        String arguments = instruction.arguments();
        if (arguments.isEmpty()) {
            throw new InvalidArgument("HEALTHCHECK requires at least one argument");
        }
        int end = Blanks.firstBlank(arguments, 0);
        String kind = arguments.substring(0, end).toUpperCase(Locale.ROOT);
        String command = Blanks.stripLeading(arguments.substring(end));
        HealthcheckChange change = new HealthcheckChange();
        if (kind.equals("NONE")) {
            if (!command.isEmpty()) {
                throw new InvalidArgument("HEALTHCHECK NONE takes no arguments");
            }
            change.healthcheck.putArray("Test").add(kind);
            return change.healthcheck;
        }
        change.command(kind, command, instruction.flags(FLAGS));
        return change.healthcheck;
    }

    private void command(String kind, String command, Map<String, String> flags) {
        if (!kind.equals("CMD")) {
            throw new InvalidArgument(
                    "Unknown type " + GoQuote.quote(kind) + " in HEALTHCHECK (try CMD)");
        }
        Optional<List<String>> words = JsonList.parse(command);
        if (command.isEmpty() || words.map(List::isEmpty).orElse(false)) {
            throw new InvalidArgument("Missing command after HEALTHCHECK CMD");
        }
        var test = healthcheck.putArray("Test").add(words.isPresent() ? "CMD" : "CMD-SHELL");
        words.orElse(List.of(command)).forEach(test::add);
        duration("Interval", "interval", flags);
        duration("Timeout", "timeout", flags);
        duration("StartPeriod", "start-period", flags);
        duration("StartInterval", "start-interval", flags);
        int retries = retries(flags.getOrDefault("--retries", ""));
        if (retries > 0) {
            healthcheck.put("Retries", retries);
        }
    }

    private void duration(String field, String flag, Map<String, String> flags) {
        String text = flags.getOrDefault("--" + flag, "");
        if (text.isEmpty()) {
            return;
        }
        Duration duration =
                GoDuration.parse(text).orElseThrow(() -> new InvalidArgument(mistake(text)));
        if (duration.isZero()) {
            return;
        }
        if (duration.compareTo(SHORTEST) < 0) {
            throw new InvalidArgument(
                    "Interval " + GoQuote.quote(flag) + " cannot be less than 1ms");
        }
        healthcheck.put(field, duration.toNanos());
    }

    private static String mistake(String duration) {
        String quoted = GoQuote.quote(duration);
        String unit = duration.replaceFirst("^[0-9.]++", "");
        if (unit.length() == duration.length()) {
            return "time: invalid duration " + quoted;
        }
        return unit.isEmpty()
                ? "time: missing unit in duration " + quoted
                : "time: unknown unit " + GoQuote.quote(unit) + " in duration " + quoted;
    }

    private static int retries(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        boolean number = text.matches("[+-]?[0-9]{1,100}");
        if (!number) {
            throw parseInt(text, "invalid syntax");
        }
        if (text.length() > 11 || Math.abs(Long.parseLong(text)) > Integer.MAX_VALUE) {
            throw parseInt(text, "value out of range");
        }
        int retries = Integer.parseInt(text);
        if (retries < 0) {
            throw new InvalidArgument("--retries cannot be negative (" + retries + ")");
        }
        return retries;
    }

    private static InvalidArgument parseInt(String text, String why) {
        return new InvalidArgument("strconv.ParseInt: parsing " + GoQuote.quote(text) + ": " + why);
    }
}
