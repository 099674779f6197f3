package dev.varve.storage.tar;

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
}
