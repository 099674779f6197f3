package dev.varve.reference;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Digest;

import java.util.Optional;

/// A normalised image reference: `domain/path[:tag][@digest]`. Made by [ReferenceParser].
///
/// @param domain registry host with port, `docker.io` for Docker Hub
/// @param path repository within the registry, `library/busybox`
public record Reference(String domain, String path, Optional<String> tag, Optional<Digest> digest)
        implements Comparable<Reference> {
    public static final String DEFAULT_TAG = "latest";

    static final String DOCKER_HUB = "docker.io";
    static final String OFFICIAL = "library/";

    /// Domain and path: what a registry keeps many images under.
    public String repository() {
        return domain + "/" + path;
    }

    /// The short form that users see, with tag and digest: `busybox:latest`. Parsing it gives this
    /// reference again.
    public String familiar() {
        return familiarName() + suffix();
    }

    /// The short form of the repository: without `docker.io/` and `library/`, unless the text that
    /// is left would mean something else (`docker.io/a.b/c` is not on the host `a.b`).
    public String familiarName() {
        if (!domain.equals(DOCKER_HUB)) {
            return repository();
        }
        if (path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0) {
            String name = path.substring(OFFICIAL.length());
            return Grammar.isIdentifier(name) ? repository() : name;
        }
        int slash = path.indexOf('/');
        boolean readsAsDomain =
                slash >= 0 && ReferenceParser.readsAsDomain(path.substring(0, slash));
        return slash < 0 || readsAsDomain ? repository() : path;
    }

    public boolean isNameOnly() {
        return tag.isEmpty() && digest.isEmpty();
    }

    public Reference nameOnly() {
        return new Reference(domain, path, Optional.empty(), Optional.empty());
    }

    /// With another tag; a digest stays. Throws [InvalidArgument] for a text that is no tag.
    public Reference withTag(String newTag) {
        if (!Grammar.isTag(newTag)) {
            throw new InvalidArgument("invalid tag format");
        }
        return new Reference(domain, path, Optional.of(newTag), digest);
    }

    /// With another digest; a tag stays.
    public Reference withDigest(Digest newDigest) {
        return new Reference(domain, path, tag, Optional.of(newDigest));
    }

    /// With `latest` when there is neither tag nor digest.
    public Reference withDefaultTag() {
        return isNameOnly() ? withTag(DEFAULT_TAG) : this;
    }

    /// The form under which the store keeps names: a digest wins over a tag, and a name alone means
    /// `latest`.
    public Reference asStored() {
        return digest.isPresent() && tag.isPresent()
                ? new Reference(domain, path, Optional.empty(), digest)
                : withDefaultTag();
    }

    @Override
    public int compareTo(Reference other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return repository() + suffix();
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
