package dev.varve.gc;

import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.ImageLookup;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rm algorithm: what goes when a user removes an image by a name or an ID. Decides only;
/// nothing is changed. The rules, and the words of the refusals, are dockerd's.
///
/// In short: a name that is not the image's last is just dropped. With its last name the image
/// goes, unless it has children, a mounted container or is mounted itself; then, from child to
/// parent, every ancestor that nothing else holds.
public final class Removals {
    private static final String MOUNTED = "is mounted, image unmount ends that";

    private final PlannedView view;
    private final List<Step> steps = new ArrayList<>();

    private Removals(PlannedView view) {
        this.view = view;
    }

    /// Throws [NotFound] when there is no such image, [InvalidArgument] for a text that cannot name
    /// one, and [Conflict] when something stands in the way; then nothing is to be done at all.
    ///
    /// @param force to go over containers at rest, and over several names when an ID is given
    /// @param noprune to leave the parents
    public static RemovalPlan plan(
            RemovalView view, String userText, boolean force, boolean noprune) {
        return planAndApply(new PlannedView(view), userText, force, noprune);
    }

    /// As [#plan]; the steps are done in the view, none when something stands in the way.
    static RemovalPlan planAndApply(
            PlannedView view, String userText, boolean force, boolean noprune) {
        Digest id = new ImageLookup(view).find(userText);
        Removals removals = new Removals(view);
        if (ImageLookup.isIdPrefix(userText, id)) {
            removals.removeById(id, force, !noprune);
        } else {
            removals.removeByName(id, userText, force, !noprune);
        }
        return new RemovalPlan(id, removals.steps);
    }

    private void removeByName(Digest id, String userText, boolean force, boolean prune) {
        List<ContainerUse> uses = view.containersUsing(id);
        if (!force && view.names(id).isSingle() && !uses.isEmpty()) {
            throw new Conflict(
                    String.format(
                            "conflict: unable to remove repository reference %s (must force) -"
                                    + " %s %s using its referenced image %s",
                            GoQuote.quote(userText),
                            containers(uses),
                            uses.size() == 1 ? "is" : "are",
                            id.shortHex()));
        }
        if (!force && view.names(id).isSingle() && view.isMounted(id)) {
            throw new Conflict(
                    "conflict: unable to remove repository reference "
                            + GoQuote.quote(userText)
                            + " (must force) - its referenced image "
                            + id.shortHex()
                            + " "
                            + MOUNTED);
        }
        Reference given = ReferenceParser.parseNormalized(userText).asStored();
        if (!view.names(id).contains(given)) {
            throw new NotFound("reference does not exist");
        }
        drop(given, true);
        if (given.digest().isEmpty()) {
            // With the last tag of a repository its digest references go too, without an event.
            view.names(id).digestsWithoutTag(given.repository()).forEach(r -> drop(r, false));
        }
        if (view.names(id).isEmpty()) {
            delete(id, force, prune, true);
        }
    }

    private void removeById(Digest id, boolean force, boolean prune) {
        NamesLeft names = view.names(id);
        if (names.isSingle()) {
            blocker(id, !force, false).ifPresent(this::refuse);
            names.all().forEach(r -> drop(r, true));
        }
        delete(id, force, prune, false);
    }

    /// @param quiet to leave an image alone, rather than refuse, when it is still needed
    private void delete(Digest start, boolean force, boolean prune, boolean quiet) {
        Optional<Blocker> blocker = blocker(start, !force, !force);
        if (blocker.isPresent()) {
            if (!quiet) {
                refuse(blocker.get());
            }
            return;
        }
        Optional<Digest> parent = deleteUnblocked(start);
        while (prune && parent.filter(this::isLeft).isPresent()) {
            parent = deleteUnblocked(parent.get());
        }
    }

    /// A parent goes along when nothing at all holds it.
    private boolean isLeft(Digest parent) {
        return view.hasImage(parent) && blocker(parent, true, true).isEmpty();
    }

    private Optional<Digest> deleteUnblocked(Digest id) {
        Optional<Digest> parent = view.image(id).flatMap(StoredImage::parent);
        view.names(id).all().forEach(r -> drop(r, true));
        add(new Step.DeleteImage(id));
        return parent;
    }

    private record Blocker(Digest image, String reason) {}

    /// The first thing that keeps an image from being deleted.
    ///
    /// @param byRest whether a container at rest does
    /// @param byName whether a name does
    private Optional<Blocker> blocker(Digest id, boolean byRest, boolean byName) {
        List<ContainerUse> uses = view.containersUsing(id);
        List<ContainerUse> running = uses.stream().filter(ContainerUse::running).toList();
        String reason = "";
        if (!view.children(id).isEmpty()) {
            reason = "(cannot be forced) - image has dependent child images";
        } else if (!running.isEmpty()) {
            reason = "(cannot be forced) - image is being used by running " + containers(running);
        } else if (view.isMounted(id)) {
            reason = "(cannot be forced) - image " + MOUNTED;
        } else if (byName && !view.names(id).isEmpty()) {
            reason = "(must be forced) - image is referenced in multiple repositories";
        } else if (byRest && !uses.isEmpty()) {
            reason = "(must be forced) - image is being used by stopped " + containers(uses);
        }
        return reason.isEmpty() ? Optional.empty() : Optional.of(new Blocker(id, reason));
    }

    private void refuse(Blocker blocker) {
        throw new Conflict(
                "conflict: unable to delete " + blocker.image.shortHex() + " " + blocker.reason);
    }

    private void drop(Reference reference, boolean event) {
        add(new Step.DropReference(reference, true, event));
    }

    private void add(Step step) {
        view.apply(step);
        steps.add(step);
    }

    /// Every holder: docker names the first only, which with one holder is the same text.
    private static String containers(List<ContainerUse> uses) {
        return (uses.size() == 1 ? "container " : "containers ")
                + uses.stream().map(Removals::shortId).collect(Collectors.joining(", "));
    }

    private static String shortId(ContainerUse use) {
        return use.id().substring(0, Math.min(12, use.id().length()));
    }
}
