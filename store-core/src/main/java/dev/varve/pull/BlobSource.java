package dev.varve.pull;

import dev.varve.reference.Reference;
import dev.varve.registry.Credentials;
import dev.varve.registry.RegistrySession;

/// Where a pull can get blobs from. Two pulls that ask the same repository with the same
/// credentials have the same source, and what fails for one of them fails for the other.
///
/// @param repository a name alone
record BlobSource(Reference repository, Credentials credentials, RegistrySession registry) {
    boolean isSameAs(BlobSource other) {
        return repository.equals(other.repository) && credentials.equals(other.credentials);
    }
}
