package dev.varve.cli.container;

import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A container's ports as docker shows them: `0.0.0.0:80->80/tcp, 443/tcp`, neighbours together.
final class Ports {
    private record Port(long inside, String address, long outside, String protocol) {}

    private record Run(long first, long last) {}

    private Ports() {}

    static String shown(List<?> json) {
        List<Port> ports = new ArrayList<>();
        for (Object element : json) {
            Map<?, ?> port = map(element);
            ports.add(
                    new Port(
                            number(port.get("PrivatePort")),
                            text(port.get("IP")),
                            number(port.get("PublicPort")),
                            text(port.get("Type"))));
        }
        ports.sort(
                Comparator.comparingLong(Port::inside)
                        .thenComparing(Port::address)
                        .thenComparingLong(Port::outside)
                        .thenComparing(Port::protocol));
        List<String> shown = new ArrayList<>();
        List<String> mapped = new ArrayList<>();
        Map<String, Run> runs = new LinkedHashMap<>();
        for (Port port : ports) {
            if (!port.address().isEmpty() && port.outside() != port.inside()) {
                mapped.add(
                        joined(port.address(), Long.toString(port.outside()))
                                + "->"
                                + port.inside()
                                + "/"
                                + port.protocol());
                continue;
            }
            String key =
                    port.address().isEmpty()
                            ? port.protocol()
                            : port.address() + "/" + port.protocol();
            Run run = runs.get(key);
            if (run == null) {
                runs.put(key, new Run(port.inside(), port.inside()));
            } else if (port.inside() == run.last() + 1) {
                runs.put(key, new Run(run.first(), port.inside()));
            } else {
                shown.add(run(key, run));
                runs.put(key, new Run(port.inside(), port.inside()));
            }
        }
        runs.forEach((key, run) -> shown.add(run(key, run)));
        shown.addAll(mapped);
        return String.join(", ", shown);
    }

    private static String run(String key, Run run) {
        String numbers =
                run.first() == run.last()
                        ? Long.toString(run.first())
                        : run.first() + "-" + run.last();
        int slash = key.indexOf('/');
        if (slash < 0) {
            return numbers + "/" + key;
        }
        return joined(key.substring(0, slash), numbers)
                + "->"
                + numbers
                + "/"
                + key.substring(slash + 1);
    }

    private static String joined(String address, String port) {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
