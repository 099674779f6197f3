package dev.varve.cli.create;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.GoDuration;
import dev.varve.cli.command.Options;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The health check that the options ask for.
final class Health {
    private static final Map<String, String> DURATIONS = new LinkedHashMap<>();

    static {
        DURATIONS.put("--health-interval", "Interval");
        DURATIONS.put("--health-timeout", "Timeout");
        DURATIONS.put("--health-start-period", "StartPeriod");
        DURATIONS.put("--health-start-interval", "StartInterval");
    }

    private Health() {}

    /// Nothing when no option speaks of it.
    static Optional<Map<String, Object>> of(Given options) {
        Map<String, Object> health = new LinkedHashMap<>();
        String command = Options.text(options, "--health-cmd");
        if (!command.isEmpty()) {
            health.put("Test", List.of("CMD-SHELL", command));
        }
        DURATIONS.forEach((flag, field) -> putDuration(health, options, flag, field));
        long retries = Options.number(options, "--health-retries", 0);
        if (retries < 0) {
            throw negative("--health-retries");
        }
        if (retries > 0) {
            health.put("Retries", retries);
        }
        if (Options.isSet(options, "--no-healthcheck")) {
            if (!health.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE, "--no-healthcheck conflicts with --health-* options");
            }
            return Optional.of(Map.of("Test", List.of("NONE")));
        }
        return health.isEmpty() ? Optional.empty() : Optional.of(health);
    }

    private static void putDuration(
            Map<String, Object> health, Given options, String flag, String field) {
        String text = Options.text(options, flag);
        if (text.isEmpty()) {
            return;
        }
        long nanos =
                GoDuration.nanos(text)
                        .orElseThrow(() ->
                                new Failure(
                                        ExitCode.USAGE,
                                        "invalid argument \""
                                                + text
                                                + "\" for \""
                                                + flag
                                                + "\" flag: time: invalid duration \""
                                                + text
                                                + "\""));
        if (nanos < 0) {
            throw negative(flag);
        }
        if (nanos > 0) {
            health.put(field, nanos);
        }
    }

    private static Failure negative(String flag) {
        return new Failure(ExitCode.USAGE, flag + " cannot be negative");
    }
}
