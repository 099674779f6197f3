/// `varved`: reads its configuration, opens the store, serves it on a Unix socket and stops in
/// order. What is wired to what stands in [dev.varve.daemon.Daemon].
@NullMarked
package dev.varve.daemon;

import org.jspecify.annotations.NullMarked;
