package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads what docker takes for a port: `80`, `80/udp`, `8000-8010`, and with a host's part that
/// EXPOSE passes over, `[address:]host:container`.
final class ExposedPorts {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
    private static final int MAXIMUM = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

    private record Range(int first, int last) {
        int length() {
            return last - first;
        }
    }

    private ExposedPorts() {}

    /// @return one `port/protocol` for each port
    static List<String> parse(String specification) {
        int colon = specification.lastIndexOf(':');
        String host = colon < 0 ? "" : specification.substring(0, colon);
        String container = specification.substring(colon + 1);
        String[] parts = container.split("/", -1);
        String ports = parts[0];
        requireAddress(host);
        if (ports.isEmpty()) {
            throw new InvalidArgument("No port specified: " + specification + "<empty>");
        }
        Range range = range(ports, "containerPort");
        String hostPorts = host.substring(host.lastIndexOf(':') + 1);
        if (!hostPorts.isEmpty() && range(hostPorts, "hostPort").length() != range.length()) {
            throw new InvalidArgument(
                    "Invalid ranges specified for container and host Ports: "
                            + ports
                            + " and "
                            + hostPorts);
        }
        String protocol =
                parts.length < 2 || parts[1].isEmpty() ? "tcp" : parts[1].toLowerCase(Locale.ROOT);
        if (!PROTOCOLS.contains(protocol)) {
            throw new InvalidArgument("Invalid proto: " + parts[1]);
        }
        List<String> all = new ArrayList<>();
        for (int port = range.first(); port <= range.last(); port++) {
            all.add(port + "/" + protocol);
        }
        return all;
    }

    private static void requireAddress(String host) {
        int colon = host.lastIndexOf(':');
        String address = colon < 0 ? "" : host.substring(0, colon);
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        String bare = bracketed ? address.substring(1, address.length() - 1) : address;
        boolean fits =
                ADDRESS.matcher(bare).matches()
                        && (bare.indexOf(':') >= 0 || bare.split("\\.", -1).length == 4);
        if (!bare.isEmpty() && !fits) {
            throw new InvalidArgument("Invalid ip address: " + bare);
        }
    }

    private static Range range(String text, String what) {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : number(text.substring(dash + 1));
        if (first < 0 || last < first) {
            throw new InvalidArgument("Invalid " + what + ": " + text);
        }
        return new Range(first, last);
    }

    /// A port, or -1 for anything else.
    private static int number(String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() < 10
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(text) : -1;
        return value <= MAXIMUM ? value : -1;
    }
}
