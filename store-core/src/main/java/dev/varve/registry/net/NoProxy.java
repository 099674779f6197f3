package dev.varve.registry.net;

import dev.varve.error.StoreException.InvalidArgument;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The list of hosts that are reached without a proxy, read as Go's `httpproxy` reads it: `*` for
/// all, a name for itself and what is below it, a name with a leading dot for what is below it
/// alone, an address, a block of addresses, each but the last perhaps with a port. Names are not
/// looked up.
final class NoProxy {
    private static final Logger log = LoggerFactory.getLogger(NoProxy.class);

    private boolean all;
    private final List<Rule> rules = new ArrayList<>();

    /// What an entry says about a host.
    @FunctionalInterface
    private interface Rule {
        boolean covers(Target target);
    }

    /// @param address null when the host is a name
    private record Target(String host, String port, @Nullable InetAddress address) {}

    NoProxy(String list) {
        for (String item : list.split(",", -1)) {
            String entry = item.strip().toLowerCase(Locale.ROOT);
            if (entry.equals("*")) {
                all = true;
            } else if (!entry.isEmpty()) {
                add(entry);
            }
        }
    }

    boolean wantProxy(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        InetAddress literal = literal(bare);
        if (bare.equals("localhost") || (literal != null && literal.isLoopbackAddress())) {
            return false;
        }
        Target target = new Target(bare, Integer.toString(port), literal);
        return !all && rules.stream().noneMatch(rule -> rule.covers(target));
    }

    private void add(String entry) {
        if (entry.contains("/")) {
            addBlock(entry);
            return;
        }
        int colon = entry.lastIndexOf(':');
        boolean hasPort =
                colon > entry.lastIndexOf(']')
                        && (entry.startsWith("[") || entry.indexOf(':') == colon);
        String port = hasPort ? entry.substring(colon + 1) : "";
        String name = hasPort ? entry.substring(0, colon) : entry;
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (!name.isEmpty()) {
            InetAddress address = literal(name);
            rules.add(address == null ? named(name, port) : at(address, port));
        }
    }

    private static Rule at(InetAddress address, String port) {
        return t -> address.equals(t.address) && fits(port, t);
    }

    private static Rule named(String name, String port) {
        String pattern = name.startsWith("*.") ? name.substring(1) : name;
        boolean itself = !pattern.startsWith(".");
        String suffix = itself ? "." + pattern : pattern;
        return t ->
                (t.host.endsWith(suffix) || (itself && t.host.equals(pattern))) && fits(port, t);
    }

    private static boolean fits(String port, Target target) {
        return port.isEmpty() || port.equals(target.port);
    }

    /// A block that is none counts as nothing said, as in Go.
    private void addBlock(String entry) {
        try {
            CidrBlock block = new CidrBlock(entry);
            rules.add(t -> t.address != null && block.containsAny(new InetAddress[] {t.address}));
        } catch (InvalidArgument e) {
            log.debug("passing over {} in the list of hosts without a proxy", entry, e);
        }
    }

    /// The address that the text is, null when it is a name. Asks nobody.
    private static @Nullable InetAddress literal(String text) {
        try {
            return text.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")
                    ? InetAddress.ofLiteral(text)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
