/// Whom to believe and whom to be over TLS: authorities, client certificates, and hosts that are
/// not asked for proof.
///
/// Start with [dev.varve.registry.tls.TlsProfile].
@NullMarked
package dev.varve.registry.tls;

import org.jspecify.annotations.NullMarked;
