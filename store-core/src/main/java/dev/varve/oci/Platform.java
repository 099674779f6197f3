package dev.varve.oci;

/// Operating system, architecture and variant, in Go's words (`linux`, `amd64`, `v2`); a part that
/// is not given is "".
///
/// Source: OCI image-spec image-index.md.
public record Platform(String os, String architecture, String variant, String osVersion) {
    public Platform(String os, String architecture, String variant) {
        this(os, architecture, variant, "");
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
