package dev.varve.storage.tar;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.LinuxException;

import java.io.IOException;

/// Which extended attributes a tar may set: `user.*`, `security.*` and `system.*` without those
/// that belong to the host or to the kernel's overlay. Other names are passed over.
final class XattrRules {
    private XattrRules() {}

    static boolean taken(String name) {
        if (name.equals("security.selinux") || name.startsWith("user.overlay.")) {
            return false;
        }
        return name.startsWith("user.")
                || name.startsWith("security.")
                || name.startsWith("system.posix_acl_");
    }

    /// Links, devices and pipes cannot have attributes of the user.
    static boolean takenByNodes(String name) {
        return taken(name) && name.startsWith("security.");
    }

    /// A value or name that the kernel does not take is the layer's fault.
    static IOException refusal(LinuxException e) {
        return switch (e.errno()) {
            case Errno.EINVAL, Errno.ERANGE ->
                    new MalformedLayerException(
                            "one of its extended attributes cannot be: " + e.getMessage());
            default -> e;
        };
    }
}
