package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The filters whose values are of a fixed set of words, and those that docker knows and that no
/// container of Varve can pass.
final class FilterWords {
    private static final List<String> STATES =
            List.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
    private static final List<String> HEALTHS = List.of("none", "starting", "healthy", "unhealthy");
    private static final Set<String> YES = Set.of("1", "true");
    private static final Set<String> NO = Set.of("0", "false");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,18}");

    private FilterWords() {}

    static Set<String> states(List<String> values) {
        values.forEach(value -> requireOneOf("status", "state", STATES, value));
        return Set.copyOf(values);
    }

    /// Whether a filter is there that nothing passes. The values are checked all the same.
    static boolean impossible(Map<String, List<String>> filters) {
        boolean code = wantsExitCode(ContainerFilters.values(filters, "exited"));
        boolean health = wantsHealth(ContainerFilters.values(filters, "health"));
        boolean task = wantsTask(ContainerFilters.values(filters, "is-task"));
        boolean volume = !ContainerFilters.values(filters, "volume").isEmpty();
        boolean network = !ContainerFilters.values(filters, "network").isEmpty();
        return code || health || task || volume || network;
    }

    private static boolean wantsExitCode(List<String> values) {
        for (String value : values) {
            if (!NUMBER.matcher(value).matches()) {
                throw new InvalidArgument(
                        "invalid filter 'exited="
                                + GoQuote.escape(value)
                                + "': strconv.Atoi: parsing "
                                + GoQuote.quote(value)
                                + ": invalid syntax");
            }
        }
        return !values.isEmpty();
    }

    private static boolean wantsHealth(List<String> values) {
        values.forEach(value -> requireOneOf("health", "health", HEALTHS, value));
        return !values.isEmpty() && !values.contains("none");
    }

    private static boolean wantsTask(List<String> values) {
        boolean yes = values.stream().anyMatch(YES::contains);
        boolean no = values.stream().anyMatch(NO::contains);
        if (!values.isEmpty() && yes == no) {
            throw new InvalidArgument(
                    "invalid filter 'is-task=["
                            + values.stream()
                                    .sorted()
                                    .map(GoQuote::escape)
                                    .collect(Collectors.joining(" "))
                            + "]'");
        }
        return yes;
    }

    private static void requireOneOf(String key, String what, List<String> words, String value) {
        if (!words.contains(value)) {
            String shown = GoQuote.escape(value);
            throw new InvalidArgument(
                    String.format(
                            "invalid filter '%s=%s': invalid value for %s (%s): must be one of %s",
                            key, shown, what, shown, String.join(", ", words)));
        }
    }
}
