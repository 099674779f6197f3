package dev.varve.daemon;

import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.LocalDatagrams;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;

/// Tells systemd how far the daemon is, over the datagram socket that `NOTIFY_SOCKET` names; the
/// JDK has no such sockets. Without that variable it does nothing. A message that cannot be sent is
/// logged, and the daemon goes on.
///
/// Source: sd_notify(3).
final class SystemdNotify {
    private static final Logger log = LoggerFactory.getLogger(SystemdNotify.class);

    private final String address;

    /// @param address a path, or a name in the abstract space after `@`; "" for nobody
    SystemdNotify(String address) {
        this.address = address;
    }

    static SystemdNotify fromEnvironment() {
        String address = System.getenv("NOTIFY_SOCKET");
        return new SystemdNotify(address == null ? "" : address);
    }

    void ready() {
        send("READY=1");
    }

    void stopping() {
        send("STOPPING=1");
    }

    private void send(String state) {
        if (address.isEmpty()) {
            return;
        }
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length >= LocalDatagrams.ADDRESS_BYTES || (path[0] != '/' && path[0] != '@')) {
            log.warn("cannot tell systemd {}: NOTIFY_SOCKET is {}", state, address);
            return;
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        try {
            LocalDatagrams.send(path, state.getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException e) {
            log.warn("cannot tell systemd {}: {}", state, e.getMessage());
        }
    }
}
