package dev.varve.repair;

import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.check.Problem;
import dev.varve.check.StoreCheck;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.image.StoredImage;
import dev.varve.index.DamageTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.NameTable;
import dev.varve.oci.Digest;
import dev.varve.pull.ImagePuller;
import dev.varve.pull.PullRequest;
import dev.varve.reference.Reference;
import dev.varve.registry.Logins;
import dev.varve.staging.KeptImages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks the store and replaces what is damaged: layers from their compressed ones where those are
/// sound, and blobs from the registries that the names of their images stand for. Nothing else is
/// fetched or unpacked, and no name, image or container changes.
public final class StoreRepair {
    private final StoreCheck check;
    private final Index index;
    private final KeptImages kept;
    private final ImagePuller puller;

    public StoreRepair(StoreCheck check, Index index, KeptImages kept, ImagePuller puller) {
        this.check = check;
        this.index = index;
        this.kept = kept;
        this.puller = puller;
    }

    /// Blocks its carrier: call it from a platform thread.
    ///
    /// @param logins for the registries that are asked
    public RepairReport run(CheckLevel level, Logins logins) throws IOException {
        CheckReport before = check.run(level);
        Set<String> failed = new LinkedHashSet<>();
        for (Digest image : index.read(t -> new DamageTable(t).ofImages()).keySet()) {
            mend(image, logins, failed);
        }
        CheckReport after = check.run(level);
        List<Problem> repaired = new ArrayList<>(before.problems());
        repaired.removeAll(after.problems());
        return new RepairReport(after, repaired, List.copyOf(failed));
    }

    private void mend(Digest image, Logins logins, Set<String> failed) {
        Set<String> reasons = new LinkedHashSet<>();
        if (index.read(t -> new DamageTable(t).hasDamagedBlob(image))) {
            fetch(image, logins, reasons);
        }
        if (isDamaged(image) && !index.read(t -> new DamageTable(t).hasDamagedBlob(image))) {
            reasons.clear();
            try {
                kept.mend(image, image.toString());
            } catch (Cancelled e) {
                throw e;
            } catch (StoreException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        if (isDamaged(image)) {
            failed.addAll(reasons);
            failed.add(
                    image
                            + " is still damaged; unmount it and the containers that lie on it and"
                            + " repair again, or pull it, or load an archive that has it");
        }
    }

    private static String failure(Reference reference, StoreException failure) {
        return "from " + reference.familiar() + ": " + failure.getMessage();
    }

    private boolean isDamaged(Digest image) {
        return index.read(t -> new DamageTable(t).ofImages()).containsKey(image);
    }

    /// From the first of the image's repositories that has what is needed.
    private void fetch(Digest image, Logins logins, Set<String> reasons) {
        record Found(Optional<StoredImage> image, List<NameTable.Row> names) {}
        Found found =
                index.read(t ->
                        new Found(new ImageTable(t).find(image), new NameTable(t).ofImage(image)));
        if (found.image().isEmpty()) {
            return;
        }
        Set<Reference> tried = new LinkedHashSet<>();
        for (NameTable.Row name : found.names()) {
            Reference reference = name.reference().nameOnly().withDigest(name.target());
            if (!tried.add(reference)) {
                continue;
            }
            try {
                puller.fetchAgain(
                        new PullRequest(
                                reference,
                                Optional.of(found.image().get().platform()),
                                logins.of(reference)));
                return;
            } catch (Cancelled e) {
                throw e;
            } catch (Unauthorized e) {
                reasons.add(
                        failure(reference, e)
                                + (e.nothingGiven()
                                        ? ", then repair again"
                                        : "; log in to it as somebody who may, then repair"
                                                + " again"));
            } catch (StoreException e) {
                reasons.add(failure(reference, e));
            }
        }
        if (tried.isEmpty()) {
            reasons.add(image + " has no name that tells where it came from");
        }
    }
}
