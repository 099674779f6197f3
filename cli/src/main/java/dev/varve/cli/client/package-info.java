/// The way to the daemon: HTTP/1.1 over its Unix socket and one typed call a route.
///
/// [UnixHttp] knows HTTP and no routes, [EngineClient] knows routes and no sockets. An answer that
/// is an error becomes a [dev.varve.cli.exit.Failure] here. [RegistryAuth] finds the credentials
/// that a pull sends along; nothing else reads the user's configuration.
@NullMarked
package dev.varve.cli.client;

import dev.varve.cli.config.RegistryAuth;

import org.jspecify.annotations.NullMarked;
