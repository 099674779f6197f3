/// The registry protocol as a client: hosts, authentication, manifests, blobs.
@NullMarked
package dev.varve.registry;

import org.jspecify.annotations.NullMarked;
