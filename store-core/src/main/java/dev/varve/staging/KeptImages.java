package dev.varve.staging;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.index.BlobTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.Transaction;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;
import dev.varve.text.GoQuote;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Unpacks images that the store has for the driver in use, when they were unpacked for another one
/// so far. Their compressed layers are kept, so nothing is fetched.
public final class KeptImages {
    private final Index index;
    private final BlobStore blobs;
    private final Staging staging;

    public KeptImages(Index index, BlobStore blobs, Staging staging) {
        this.index = index;
        this.blobs = blobs;
        this.staging = staging;
    }

    /// Unpacks those layers of an image that lack, all or none; no error when none does. They are
    /// durable when this returns. Let the caller hold the image's layers with a lease.
    ///
    /// @param shown what the user calls the image
    /// @throws Corrupt when a kept blob is missing or damaged
    public void unpack(Digest image, String shown) {
        unpack(image, shown, false);
    }

    /// Replaces those layers of an image that are known to be damaged and not mounted, from its
    /// compressed ones. As [#unpack] otherwise.
    public void mend(Digest image, String shown) {
        unpack(image, shown, true);
    }

    private void unpack(Digest image, String shown, boolean mend) {
        try (StagedImages staged = staging.open()) {
            LayerPlan plan =
                    mend
                            ? staged.planToMendLayers(t -> List.of(known(t, image)))
                            : staged.plan(t -> List.of(known(t, image)));
            requireBlobs(plan);
            if (!plan.toUnpack().isEmpty()) {
                staged.unpack(new KeptLayers(blobs));
                staged.commitLayers(image);
            }
        } catch (Corrupt e) {
            throw new Corrupt(
                    attempt(shown)
                            + ": "
                            + e.getMessage()
                            + "; remove the image and pull or load it again",
                    e);
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled(attempt(shown) + ": interrupted");
        } catch (IOException e) {
            throw DiskFailures.of(unpack(shown), e);
        } catch (Exception e) {
            throw new Failed(attempt(shown) + ": " + e, e);
        }
    }

    /// Refuses an artifact: there is nothing in it that could be mounted or written over.
    ///
    /// @param shown what the user calls the image
    public void requireFileSystem(Digest image, String shown) {
        Optional<Descriptor> artifact =
                index.read(t -> {
                    ImageTable images = new ImageTable(t);
                    return images.isArtifact(image)
                            ? new BlobTable(t).find(image)
                            : Optional.empty();
                });
        if (artifact.isPresent()) {
            Manifest manifest = Manifest.parse(blobs.readText(image), artifact.get().mediaType());
            throw new InvalidArgument(
                    shown
                            + " is an artifact of type "
                            + GoQuote.escape(manifest.artifactType().orElse(""))
                            + " and no image: it has no file system");
        }
    }

    private KnownImage known(Transaction transaction, Digest image) {
        ImageTable images = new ImageTable(transaction);
        if (!images.contains(image)) {
            throw new NotFound("No such image: " + image);
        }
        Digest manifest = images.manifestOf(image);
        Descriptor found =
                new BlobTable(transaction)
                        .find(manifest)
                        .orElseThrow(() -> missing("manifest", manifest));
        return KnownImage.of(
                Manifest.parse(blobs.readText(manifest), found.mediaType()),
                ImageConfig.parse(blobs.readText(image)));
    }

    private void requireBlobs(LayerPlan plan) {
        for (LayerPlan.Step step : plan.toUnpack()) {
            Digest blob = step.blob().digest();
            if (!index.read(t -> new BlobTable(t).contains(blob))) {
                throw missing("compressed layer", blob);
            }
        }
    }

    private static Corrupt missing(String what, Digest digest) {
        return new Corrupt("its " + what + " " + digest + " is not in the store");
    }

    private String unpack(String shown) {
        return "unpack " + shown + " for the storage driver " + staging.driver.name();
    }

    private String attempt(String shown) {
        return "cannot " + unpack(shown);
    }
}
