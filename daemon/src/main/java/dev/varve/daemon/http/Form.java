package dev.varve.daemon.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The parameters of a request, from a form in its body (which come first) and from its query, read
/// as Go's `ParseForm` reads them.
public final class Form {
    private static final int MAX_PARAMETERS = 1000;
    private static final Set<String> FALSE = Set.of("", "0", "no", "false", "none");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Form() {}

    static Form parse(String body, String query) {
        Form form = new Form();
        form.add(body);
        form.add(query);
        return form;
    }

    /// The first value, or "" when there is none.
    public String text(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? "" : all.getFirst();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /// False for nothing, `0`, `no`, `false` and `none` in any case, true for all else: Go clients
    /// send `1`, Python's send `True`.
    public boolean flag(String name) {
        return !FALSE.contains(text(name).strip().toLowerCase(Locale.ROOT));
    }

    private void add(String encoded) {
        int pairs = 0;
        for (String pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++pairs > MAX_PARAMETERS) {
                throw HttpFailure.badRequest("more than " + MAX_PARAMETERS + " parameters");
            }
            if (pair.indexOf(';') >= 0) {
                throw HttpFailure.badRequest("invalid semicolon separator in query");
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            values.computeIfAbsent(PercentDecoding.queryPart(name), n -> new ArrayList<>())
                    .add(PercentDecoding.queryPart(value));
        }
    }
}
