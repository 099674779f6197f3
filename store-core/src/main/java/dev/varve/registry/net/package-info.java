/// Addresses and what stands between: blocks of addresses, and proxies by the rules that dockerd
/// follows.
@NullMarked
package dev.varve.registry.net;

import org.jspecify.annotations.NullMarked;
