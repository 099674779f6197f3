package dev.varve.daemon.routes;

import dev.varve.reference.Reference;
import dev.varve.registry.Credentials;
import dev.varve.registry.RemoteDescription;

/// What [RegistryRoutes] asks registries by way of the store. Failures are
/// [dev.varve.error.StoreException].
public interface RegistryBackend {
    /// @param server `host[:port]`, also as a URL; "" for Docker Hub
    /// @return the identity token to use instead of a password, "" for none
    String login(String server, Credentials credentials);

    RemoteDescription describe(Reference reference, Credentials credentials);
}
