package dev.varve.gc;

import dev.varve.reference.ReferenceOracle;

import java.util.ArrayList;
import java.util.List;

/// The rm and prune of dockerd said a second time: its steps one after the other on a store of
/// plain text, which they change. Knows nothing of plans and views.
final class RemovalOracle {
    /// An image: `parent` is null for none, `references` are canonical strings in their order.
    static final class Image {
        final String hex;
        final String parent;
        final List<String> references = new ArrayList<>();
        final List<ContainerUse> containers = new ArrayList<>();

        Image(String hex, String parent) {
            this.hex = hex;
            this.parent = parent;
        }
    }

    /// A refusal with the status and the words of dockerd.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    final List<Image> store;
    private final List<String> steps = new ArrayList<>();

    RemovalOracle(List<Image> store) {
        this.store = new ArrayList<>(store);
    }

    /// What was done since the last call: `untag REFERENCE`, `sweep REFERENCE` for an untag without
    /// an event, `delete HEX`.
    List<String> takeSteps() {
        List<String> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    void remove(String given, boolean force, boolean prune) throws Refused {
        Image image = find(given);
        boolean byId = image.hex.startsWith(given) || ("sha256:" + image.hex).startsWith(given);
        if (byId) {
            if (single(image.references)) {
                refuse(conflict(image, force, false), image);
                untagAll(image);
            }
            String conflict = conflict(image, force, true);
            refuse(conflict, image);
            delete(image, prune);
            return;
        }
        if (!force && single(image.references) && !image.containers.isEmpty()) {
            throw new Refused(409, nameInUse(given, image));
        }
        String name = stored(given);
        if (!image.references.remove(name)) {
            throw new Refused(404, "reference does not exist");
        }
        steps.add("untag " + name);
        if (!name.contains("@")) {
            sweep(image, repository(name));
        }
        if (image.references.isEmpty() && conflict(image, force, true).isEmpty()) {
            delete(image, prune);
        }
    }

    /// @param candidates in the order in which they are tried
    void prune(List<Image> candidates) {
        for (Image candidate : candidates) {
            List<String> targets =
                    candidate.references.isEmpty()
                            ? List.of(candidate.hex)
                            : List.copyOf(candidate.references);
            for (String target : targets) {
                try {
                    remove(target, false, true);
                } catch (Refused e) {
                    // In use, or gone already.
                }
            }
        }
    }

    boolean hasChildren(Image image) {
        return store.stream().anyMatch(other -> image.hex.equals(other.parent));
    }

    private void delete(Image image, boolean prune) {
        untagAll(image);
        store.remove(image);
        steps.add("delete " + image.hex);
        if (!prune || image.parent == null) {
            return;
        }
        for (Image parent : List.copyOf(store)) {
            if (parent.hex.equals(image.parent) && conflict(parent, false, true).isEmpty()) {
                delete(parent, true);
            }
        }
    }

    private void untagAll(Image image) {
        image.references.forEach(reference -> steps.add("untag " + reference));
        image.references.clear();
    }

    private void sweep(Image image, String repository) {
        List<String> digests = new ArrayList<>();
        for (String reference : image.references) {
            if (repository(reference).equals(repository)) {
                if (!reference.contains("@")) {
                    return;
                }
                digests.add(reference);
            }
        }
        digests.forEach(reference -> steps.add("sweep " + reference));
        image.references.removeAll(digests);
    }

    static boolean single(List<String> references) {
        if (references.size() == 1) {
            return true;
        }
        List<String> tags = new ArrayList<>();
        List<String> digestRepositories = new ArrayList<>();
        for (String reference : references) {
            if (reference.contains("@")) {
                digestRepositories.add(repository(reference));
            } else {
                tags.add(reference);
            }
        }
        if (references.isEmpty() || tags.size() > 1) {
            return false;
        }
        String repository = repository(tags.isEmpty() ? references.getFirst() : tags.getFirst());
        for (String other : digestRepositories) {
            if (!other.equals(repository)) {
                return false;
            }
        }
        return true;
    }

    private Image find(String given) throws Refused {
        if (given.matches("(sha256:)?[0-9a-f]{64}")) {
            String hex = given.replace("sha256:", "");
            for (Image image : store) {
                if (image.hex.equals(hex)) {
                    return image;
                }
            }
            throw new Refused(404, "No such image: sha256:" + hex);
        }
        ReferenceOracle parsed = ReferenceOracle.of(given);
        if (!parsed.refusal().isEmpty()) {
            throw new Refused(400, parsed.refusal());
        }
        for (Image image : store) {
            if (image.references.contains(stored(given))) {
                return image;
            }
        }
        List<Image> found = new ArrayList<>();
        for (Image image : store) {
            if (image.hex.startsWith(given) || image.hex.startsWith(given.replace("sha256:", ""))) {
                found.add(image);
            }
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        boolean nameOnly = parsed.tag().isEmpty() && parsed.digest().isEmpty();
        throw new Refused(404, "No such image: " + parsed.familiar() + (nameOnly ? ":latest" : ""));
    }

    /// As the store keeps it: a digest drops the tag, a name alone is `latest`.
    private static String stored(String given) {
        ReferenceOracle parsed = ReferenceOracle.of(given);
        String name = parsed.domain() + "/" + parsed.path();
        if (!parsed.digest().isEmpty()) {
            return name + "@" + parsed.digest();
        }
        return name + ":" + (parsed.tag().isEmpty() ? "latest" : parsed.tag());
    }

    private static String repository(String reference) {
        return reference.contains("@")
                ? reference.substring(0, reference.indexOf('@'))
                : reference.substring(0, reference.lastIndexOf(':'));
    }

    // The words of the refusals.

    private static void refuse(String conflict, Image image) throws Refused {
        if (!conflict.isEmpty()) {
            throw new Refused(
                    409, "conflict: unable to delete " + image.hex.substring(0, 12) + conflict);
        }
    }

    private static String nameInUse(String given, Image image) {
        return "conflict: unable to remove repository reference \""
                + given
                + "\" (must force) - "
                + named(image.containers)
                + (image.containers.size() == 1 ? " is" : " are")
                + " using its referenced image "
                + image.hex.substring(0, 12);
    }

    /// What keeps an image from being deleted, "" for nothing.
    private String conflict(Image image, boolean force, boolean names) {
        if (hasChildren(image)) {
            return " (cannot be forced) - image has dependent child images";
        }
        List<ContainerUse> running =
                image.containers.stream().filter(ContainerUse::running).toList();
        if (!running.isEmpty()) {
            return " (cannot be forced) - image is being used by running " + named(running);
        }
        if (names && !force && !image.references.isEmpty()) {
            return " (must be forced) - image is referenced in multiple repositories";
        }
        if (!force && !image.containers.isEmpty()) {
            return " (must be forced) - image is being used by stopped " + named(image.containers);
        }
        return "";
    }

    /// Docker names one of several containers, by chance; Varve names all.
    private static String named(List<ContainerUse> containers) {
        List<String> ids =
                containers.stream().map(container -> container.id().substring(0, 12)).toList();
        return (ids.size() == 1 ? "container " : "containers ") + String.join(", ", ids);
    }
}
