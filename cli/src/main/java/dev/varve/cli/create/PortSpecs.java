package dev.varve.cli.create;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The ports of `--publish` and `--expose`.
final class PortSpecs {
    private static final int MAX_PORT = 65535;

    private record Range(int first, int last) {
        int size() {
            return last - first + 1;
        }
    }

    private final Map<String, Object> exposed = new TreeMap<>();
    private final Map<String, List<Map<String, String>>> bindings = new TreeMap<>();

    /// `{"80/tcp":{}}`
    Map<String, Object> exposed() {
        return exposed;
    }

    /// `{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}`
    Map<String, List<Map<String, String>>> bindings() {
        return bindings;
    }

    /// `80`, `80/udp` or `80-90/tcp`.
    void expose(String spec) {
        if (spec.indexOf(':') >= 0) {
            throw invalid("invalid port format for --expose: " + spec);
        }
        String protocol = protocol(spec);
        Range range = range(ports(spec), spec);
        for (int port = range.first(); port <= range.last(); port++) {
            exposed.put(port + "/" + protocol, Map.of());
        }
    }

    /// `[[ip:]outside:]inside[/protocol]`, where outside and inside may be ranges.
    void publish(String spec) {
        String protocol = protocol(spec);
        String ports = ports(spec);
        int split = ports.lastIndexOf(':');
        Range inside = range(ports.substring(split + 1), spec);
        String rest = split < 0 ? "" : ports.substring(0, split);
        int address = rest.endsWith("]") ? rest.length() - 1 : rest.lastIndexOf(':');
        String host = address < 0 || split < 0 ? "" : rest.substring(0, Math.max(0, address));
        String outsideText = rest.substring(address + 1);
        if (host.startsWith("[")) {
            host = host.substring(1, host.endsWith("]") ? host.length() - 1 : host.length());
        }
        boolean mapped = !outsideText.isEmpty();
        Range outside = mapped ? range(outsideText, spec) : inside;
        boolean oneForMany = mapped && inside.size() == 1 && outside.size() > 1;
        if (mapped && !oneForMany && inside.size() != outside.size()) {
            throw invalid("invalid ranges specified for container and host Ports: " + spec);
        }
        for (int i = 0; i < inside.size(); i++) {
            String port = inside.first() + i + "/" + protocol;
            exposed.put(port, Map.of());
            String hostPort =
                    oneForMany ? outsideText : mapped ? String.valueOf(outside.first() + i) : "";
            bindings.computeIfAbsent(port, p -> new ArrayList<>())
                    .add(Map.of("HostIp", host, "HostPort", hostPort));
        }
    }

    private static String protocol(String spec) {
        int slash = spec.indexOf('/');
        String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1).toLowerCase(Locale.ROOT);
        if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw invalid("invalid proto: " + protocol);
        }
        return protocol;
    }

    private static String ports(String spec) {
        int slash = spec.indexOf('/');
        return slash < 0 ? spec : spec.substring(0, slash);
    }

    private static Range range(String text, String spec) {
        int dash = text.indexOf('-');
        int first = port(dash < 0 ? text : text.substring(0, dash), spec);
        int last = dash < 0 ? first : port(text.substring(dash + 1), spec);
        if (last < first) {
            throw invalid("invalid range specified for port: " + spec);
        }
        return new Range(first, last);
    }

    private static int port(String text, String spec) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            throw invalid("invalid port: " + (text.isEmpty() ? spec : text));
        }
        return Integer.parseInt(text);
    }

    private static Failure invalid(String problem) {
        return new Failure(
                ExitCode.USAGE,
                problem + "; write [[ip:]port:]port[/protocol], for example 8080:80");
    }
}
