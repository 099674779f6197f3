package dev.varve.storage.tar;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.IdMap;
import dev.varve.storage.linux.LinuxException;

import java.io.IOException;

/// Which extended attributes a tar may set: `user.*`, `security.*` and `system.*` without those
/// that belong to the host, to the programs that stack layers, or to Varve. Other names are passed
/// over.
final class XattrRules {
    /// In a user namespace the kernel takes no `security.*` but capabilities.
    private static final boolean NAMESPACE = IdMap.own().isPartial();

    private XattrRules() {}

    static boolean taken(String name) {
        if (name.equals("security.selinux")
                || name.startsWith("user.overlay.")
                || name.startsWith("user.fuseoverlayfs.")
                || name.startsWith("user.varve.")) {
            return false;
        }
        if (NAMESPACE && name.startsWith("security.")) {
            return name.equals("security.capability");
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
