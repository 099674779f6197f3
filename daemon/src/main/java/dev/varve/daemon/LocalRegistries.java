package dev.varve.daemon;

import dev.varve.daemon.routes.RegistryBackend;
import dev.varve.reference.Reference;
import dev.varve.registry.Credentials;
import dev.varve.registry.RegistryClient;
import dev.varve.registry.RemoteDescription;

/// The engine's registry client as the routes want it.
record LocalRegistries(RegistryClient client) implements RegistryBackend {
    @Override
    public String login(String server, Credentials credentials) {
        return client.login(server, credentials);
    }

    @Override
    public RemoteDescription describe(Reference reference, Credentials credentials) {
        return client.describe(reference, credentials);
    }
}
