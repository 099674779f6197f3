package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ports that a user filters by: `80`, `80/udp`, `8000-8080/tcp`.
///
/// @param first lowest of the range
/// @param last highest of the range
/// @param protocol `tcp` when none was given
record PortFilter(int first, int last, String protocol) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([a-z]*))?");

    /// @param key of the filter, for the message
    static PortFilter of(String key, String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new InvalidArgument(
                    "error while looking up for "
                            + key
                            + " "
                            + GoQuote.escape(text)
                            + ": it is no port and no range of ports");
        }
        int first = Integer.parseInt(m.group(1));
        String protocol = m.group(3) == null || m.group(3).isEmpty() ? "tcp" : m.group(3);
        return new PortFilter(
                first, m.group(2) == null ? first : Integer.parseInt(m.group(2)), protocol);
    }

    /// @param ports as configs have them, `80/tcp`
    boolean fitsAny(Set<String> ports) {
        return ports.stream().anyMatch(this::fits);
    }

    private boolean fits(String port) {
        Matcher m = FORM.matcher(port);
        if (!m.matches() || m.group(2) != null) {
            return false;
        }
        int number = Integer.parseInt(m.group(1));
        String itsProtocol = m.group(3) == null ? "tcp" : m.group(3);
        return first <= number && number <= last && itsProtocol.equals(protocol);
    }
}
