package dev.varve.gc;

import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The names that an image has left while some are taken from it. Answers in a time that does not
/// grow with their number, of which a prune asks once for each.
final class NamesLeft {
    private static final class Repository {
        private final Set<Reference> names = new LinkedHashSet<>();
        private int tags;
    }

    private final Set<Reference> all = new LinkedHashSet<>();
    private final Map<String, Repository> repositories = new HashMap<>();
    private int tags;

    NamesLeft(Collection<Reference> references) {
        for (Reference reference : references) {
            if (all.add(reference)) {
                Repository repository =
                        repositories.computeIfAbsent(reference.repository(), _ -> new Repository());
                repository.names.add(reference);
                if (isTag(reference)) {
                    repository.tags++;
                    tags++;
                }
            }
        }
    }

    private static boolean isTag(Reference reference) {
        return reference.digest().isEmpty();
    }

    void remove(Reference reference) {
        if (all.remove(reference)) {
            Repository repository = repositories.get(reference.repository());
            repository.names.remove(reference);
            if (isTag(reference)) {
                repository.tags--;
                tags--;
            }
            if (repository.names.isEmpty()) {
                repositories.remove(reference.repository());
            }
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean contains(Reference reference) {
        return all.contains(reference);
    }

    /// In the order in which they were given.
    List<Reference> all() {
        return List.copyOf(all);
    }

    /// Whether an image has but one name in the sense of rm: one reference, or at most one tag and
    /// digests of the tag's repository only.
    boolean isSingle() {
        return all.size() == 1 || (tags <= 1 && repositories.size() == 1);
    }

    /// The digest references of a repository in which the image has no tag.
    List<Reference> digestsWithoutTag(String name) {
        Repository repository = repositories.get(name);
        return repository == null || repository.tags > 0
                ? List.of()
                : new ArrayList<>(repository.names);
    }
}
