package dev.varve.image;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The image list said a second time: for each image, each filter by itself, as docker describes
/// it; every question is answered by looking at all images again.
final class ListingOracle {
    private final List<StoredImage> images;
    private final Map<String, List<String>> filters;
    private final boolean all;

    ListingOracle(List<StoredImage> images, Map<String, List<String>> filters, boolean all) {
        this.images = images;
        this.filters = filters;
        this.all = all;
    }

    /// One text a row: ID, the references that are shown, the shared size.
    List<String> rows() {
        List<StoredImage> left = new ArrayList<>();
        for (StoredImage image : images) {
            if (isShown(image)) {
                left.add(image);
            }
        }
        List<String> rows = new ArrayList<>();
        while (!left.isEmpty()) {
            StoredImage first = left.getFirst();
            for (StoredImage image : left) {
                first = comesBefore(image, first) ? image : first;
            }
            left.remove(first);
            rows.add(row(first, shared(first)));
        }
        return rows;
    }

    static String row(StoredImage image, List<Reference> references, long shared) {
        return image.id().hex() + " " + references + " " + shared;
    }

    private String row(StoredImage image, long shared) {
        return row(image, shown(image), shared);
    }

    private boolean isShown(StoredImage image) {
        List<Reference> shown = shown(image);
        boolean intermediate = hasChildren(image) && shown.isEmpty();
        boolean tagged = shown.stream().anyMatch(r -> r.tag().isPresent());
        return !(intermediate && !all)
                && !(given("reference") && shown.isEmpty())
                && !(dangling("true") && (hasChildren(image) || tagged))
                && !(dangling("false") && shown.isEmpty())
                && isLabelled(image)
                && isOfTheTime(image);
    }

    private boolean hasChildren(StoredImage image) {
        return images.stream().anyMatch(other -> other.parent().equals(Optional.of(image.id())));
    }

    private boolean dangling(String value) {
        return filters.getOrDefault("dangling", List.of()).stream()
                .anyMatch(text -> text.replace("1", "true").replace("0", "false").equals(value));
    }

    private boolean isLabelled(StoredImage image) {
        for (String label : filters.getOrDefault("label", List.of())) {
            String[] parts = label.split("=", 2);
            String value = image.labels().get(parts[0]);
            if (!image.hasConfig()
                    || value == null
                    || (parts.length == 2 && !parts[1].equals(value))) {
                return false;
            }
        }
        return true;
    }

    private boolean isOfTheTime(StoredImage image) {
        for (String name : filters.getOrDefault("before", List.of())) {
            Optional<Instant> limit = named(name).created();
            if (limit.isPresent() && !image.created().map(limit.get()::isAfter).orElse(false)) {
                return false;
            }
        }
        for (String name : filters.getOrDefault("since", List.of())) {
            Optional<Instant> limit = named(name).created();
            if (limit.isPresent() && !image.created().map(limit.get()::isBefore).orElse(false)) {
                return false;
            }
        }
        for (String text : filters.getOrDefault("until", List.of())) {
            Instant limit = Instant.parse(text);
            if (!image.created().map(limit::isAfter).orElse(false)) {
                return false;
            }
        }
        return true;
    }

    /// The tests name images by their IDs here; how names are looked up is not the list's matter.
    StoredImage named(String hex) {
        return images.stream()
                .filter(image -> image.id().equals(new Digest("sha256", hex)))
                .findFirst()
                .orElseThrow();
    }

    private List<Reference> shown(StoredImage image) {
        if (!given("reference")) {
            return image.references();
        }
        List<Reference> shown = new ArrayList<>();
        for (Reference reference : image.references()) {
            for (String glob : filters.get("reference")) {
                if (!shown.contains(reference)
                        && (GlobOracle.matches(glob, reference.familiar())
                                || GlobOracle.matches(glob, reference.familiarName()))) {
                    shown.add(reference);
                }
            }
        }
        return shown;
    }

    private boolean given(String filter) {
        return filters.containsKey(filter);
    }

    private long shared(StoredImage image) {
        long shared = 0;
        for (ImageLayer layer : image.layers()) {
            long users =
                    images.stream()
                            .filter(other ->
                                    other.layers().stream()
                                            .anyMatch(l -> l.chainId().equals(layer.chainId())))
                            .count();
            shared += users > 1 ? layer.size() : 0;
        }
        return shared;
    }

    /// Newest second first; docker leaves ties open, Varve breaks them by the first name shown,
    /// those without a name last, and then by ID.
    private boolean comesBefore(StoredImage a, StoredImage b) {
        long secondsA = a.created().map(Instant::getEpochSecond).orElse(0L);
        long secondsB = b.created().map(Instant::getEpochSecond).orElse(0L);
        if (secondsA != secondsB) {
            return secondsA > secondsB;
        }
        String nameA = shown(a).isEmpty() ? "~" : shown(a).getFirst().toString();
        String nameB = shown(b).isEmpty() ? "~" : shown(b).getFirst().toString();
        return nameA.equals(nameB)
                ? a.id().hex().compareTo(b.id().hex()) < 0
                : nameA.compareTo(nameB) < 0;
    }
}
