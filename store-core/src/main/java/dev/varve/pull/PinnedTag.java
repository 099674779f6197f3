package dev.varve.pull;

import dev.varve.error.StoreException.NotFound;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistryClient;
import dev.varve.registry.RemoteManifest;

import java.util.Optional;

/// The tag of `name:tag@digest`. The digest says what is pulled; the tag is kept as a name when it
/// means the same in the registry. One that has moved on is left alone, and the user is told.
///
/// @param kept the tag as a name, when it is to be set
/// @param found the manifest, when the tag led to it
record PinnedTag(
        Optional<Reference> kept,
        Optional<RemoteManifest> found,
        Optional<PullEvent.Notice> warning) {
    private static final PinnedTag NONE =
            new PinnedTag(Optional.empty(), Optional.empty(), Optional.empty());

    static PinnedTag look(PullRequest request, RegistryClient registries) {
        if (request.tag().isEmpty() || request.reference().digest().isEmpty()) {
            return NONE;
        }
        Reference tag = request.reference().nameOnly().withTag(request.tag().get());
        Digest wanted = request.reference().digest().get();
        try {
            RemoteManifest found = registries.session(tag, request.credentials()).resolve();
            if (found.descriptor().digest().equals(wanted)) {
                return new PinnedTag(Optional.of(tag), Optional.of(found), Optional.empty());
            }
            return moved(tag, wanted, "means " + found.descriptor().digest());
        } catch (NotFound e) {
            return moved(tag, wanted, "is not there");
        }
    }

    private static PinnedTag moved(Reference tag, Digest wanted, String state) {
        String text =
                "WARNING: "
                        + tag.familiar()
                        + " "
                        + state
                        + " in the registry now, not "
                        + wanted
                        + ": the image of that digest is pulled, without the tag";
        return new PinnedTag(
                Optional.empty(), Optional.empty(), Optional.of(new PullEvent.Notice(text)));
    }
}
