/// The registry protocol as a client, for pulls: hosts, authentication, manifests, blobs.
///
/// A [dev.varve.registry.RegistryClient] makes a session for each pull. A session asks its hosts in
/// order (`HostSession`), each through its own `HostConnection`, which finds out what
/// `Authorization` the host wants; `HttpExchange` alone touches the network and alone follows
/// redirects. Inside, failures are `RegistryFailure`s that know whether asking again may help;
/// outside they are [dev.varve.error.StoreException]s in dockerd's words.
@NullMarked
package dev.varve.registry;

import org.jspecify.annotations.NullMarked;
