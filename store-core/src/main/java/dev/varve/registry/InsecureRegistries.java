package dev.varve.registry;

import dev.varve.registry.net.CidrBlock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/// Which registries may be spoken to without TLS, or with TLS that proves nothing: those listed by
/// `host[:port]`, those with an address in a listed block, and every loopback address.
final class InsecureRegistries {
    private final Set<String> names;
    private final List<CidrBlock> blocks;

    /// Throws [dev.varve.error.StoreException.InvalidArgument] for an entry that looks like a block
    /// and is none.
    InsecureRegistries(Set<String> entries) {
        this.names = entries;
        this.blocks = entries.stream().filter(e -> e.contains("/")).map(CidrBlock::new).toList();
    }

    /// Whether an entry names this very host.
    boolean names(String hostAndPort) {
        return names.contains(hostAndPort);
    }

    boolean contains(String hostAndPort) {
        return isLoopback(hostAndPort)
                || names.contains(hostAndPort)
                || isInBlock(hostOf(hostAndPort));
    }

    static boolean isLoopback(String hostAndPort) {
        String host = hostOf(hostAndPort);
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }

    private boolean isInBlock(String host) {
        if (blocks.isEmpty()) {
            return false;
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            return blocks.stream().anyMatch(block -> block.containsAny(addresses));
        } catch (UnknownHostException e) {
            // The request itself will say that the host is unknown.
            return false;
        }
    }

    private static String hostOf(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return colon > hostAndPort.lastIndexOf(']') ? hostAndPort.substring(0, colon) : hostAndPort;
    }
}
