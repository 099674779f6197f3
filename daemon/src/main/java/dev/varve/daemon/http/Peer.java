package dev.varve.daemon.http;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// Who is at the other end of the socket, as the kernel saw it when the connection was made.
public record Peer(String user, String group) {
    private static final Peer UNKNOWN = new Peer("unknown", "unknown");

    static Peer of(Object transport) {
        if (!(transport instanceof SocketChannel channel)) {
            return UNKNOWN;
        }
        try {
            UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return peer == null ? UNKNOWN : new Peer(peer.user().getName(), peer.group().getName());
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }

    @Override
    public String toString() {
        return "user=" + user + " group=" + group;
    }
}
