/// What an operator says about single registries, in directories of files: containerd's
/// `<host>/hosts.toml` and docker's `<host>/*.crt`, `*.cert`, `*.key`. Read anew for every session,
/// so that a change needs no restart.
///
/// Start with [dev.varve.registry.hosts.HostDirectories]. Sources: containerd's `docs/hosts.md`,
/// docker's "Verify repository client with certificates".
@NullMarked
package dev.varve.registry.hosts;

import org.jspecify.annotations.NullMarked;
