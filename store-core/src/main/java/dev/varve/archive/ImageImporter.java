package dev.varve.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.content.BlobStore;
import dev.varve.content.Spool;
import dev.varve.content.SpooledBlob;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.event.ImageEvents;
import dev.varve.index.ImageTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Compression;
import dev.varve.layer.LayerUnpacker;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Json;
import dev.varve.oci.Manifest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistryClient;
import dev.varve.registry.WebFile;
import dev.varve.staging.CountingStream;
import dev.varve.staging.KnownImage;
import dev.varve.staging.LayerFailures;
import dev.varve.staging.LayerPlan;
import dev.varve.staging.StagedImages;
import dev.varve.staging.Staging;
import dev.varve.storage.ActiveLayer;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Makes an image of one layer from the tar of a root file system, in one pass: while it arrives it
/// is unpacked, and the blob is written. A tar in gzip or zstd stays as it is, so that it costs no
/// more room than what was given.
public final class ImageImporter {
    private static final String BODY = "-";

    private final StoreLayout layout;
    private final BlobStore blobs;
    private final Staging staging;
    private final RegistryClient web;
    private final ImageEvents events;
    private final Platform host;
    private final Clock clock;

    public ImageImporter(
            StoreLayout layout,
            BlobStore blobs,
            Staging staging,
            RegistryClient web,
            ImageEvents events,
            Platform host,
            Clock clock) {
        this.layout = layout;
        this.blobs = blobs;
        this.staging = staging;
        this.web = web;
        this.events = events;
        this.host = host;
        this.clock = clock;
    }

    /// Imports what a client sends.
    ///
    /// @param tar in any compression; read to its end, not closed
    /// @return the image's ID
    public Digest importStream(ImportRequest request, InputStream tar) {
        return run(
                request,
                BODY,
                tar,
                e -> new Cancelled("the client stopped sending: " + e.getMessage()));
    }

    /// Imports what lies under a URL.
    public Digest importUrl(ImportRequest request, String url, Consumer<ImportEvent> listener) {
        String shown = RegistryClient.shownUrl(url);
        try (WebFile file = web.fetch(url)) {
            listener.accept(new ImportEvent.Downloading(shown));
            long total = file.size().orElse(0);
            return run(
                    request,
                    shown,
                    new CountingStream(
                            file.body(),
                            (_, sum) -> listener.accept(new ImportEvent.Importing(sum, total))),
                    e -> new Unavailable("cannot import " + shown + ": " + e.getMessage(), e));
        } catch (IOException e) {
            throw new Unavailable("cannot import " + shown + ": " + e.getMessage(), e);
        }
    }

    private Digest run(
            ImportRequest request,
            String source,
            InputStream tar,
            Function<IOException, StoreException> failure) {
        Platform platform = platform(request);
        ObjectNode parameters = request.changes().applyTo(Json.mapper().createObjectNode());
        String comment =
                request.message().isEmpty() ? "Imported from " + source : request.message();
        try (StagedImages staged = staging.open();
                Spool spool = new Spool(layout)) {
            ActiveLayer layer = staged.prepareBase();
            Unpacking unpacking = new Unpacking(layer, spool.sink(), staged);
            staged.work(() -> unpacking.run(new SentStream(tar, staged::isCancelled, failure)));
            Instant now = clock.instant();
            ImageConfig config =
                    ImportedConfig.make(unpacking.diffId(), parameters, platform, comment, now);
            record(request.name(), unpacking, config, now, staged);
            tell(request.name(), config);
            return config.id();
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("the import was interrupted");
        } catch (IOException e) {
            throw DiskFailures.of("import the image", e);
        } catch (Exception e) {
            throw new Failed("cannot import the image: " + e, e);
        }
    }

    /// One pass over the tar.
    private static final class Unpacking {
        private final ActiveLayer layer;
        private final Spool.Sink sink;
        private final StagedImages staged;
        private @Nullable Digest diffId;
        private @Nullable SpooledBlob blob;

        Unpacking(ActiveLayer layer, Spool.Sink sink, StagedImages staged) {
            this.layer = layer;
            this.sink = sink;
            this.staged = staged;
        }

        void run(SentStream sent) throws Exception {
            try (sink) {
                BufferedInputStream given = AnyCompression.buffered(sent);
                boolean keeps = AnyCompression.isForLayers(given);
                InputStream kept =
                        new TeeStream(keeps ? given : AnyCompression.decompress(given), sink);
                try (InputStream tar = keeps ? Compression.decompress(kept) : kept) {
                    diffId = LayerUnpacker.unpack(tar, layer, staged.tarLimits());
                    kept.transferTo(OutputStream.nullOutputStream());
                }
                blob = sink.finish();
                blob.flush();
            } catch (IOException e) {
                throw LayerFailures.of("of the import", e);
            }
        }

        Digest diffId() {
            return required(diffId);
        }

        SpooledBlob blob() {
            return required(blob);
        }

        private static <T> T required(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("nothing was unpacked");
            }
            return value;
        }
    }

    private void record(
            Optional<Reference> name,
            Unpacking unpacking,
            ImageConfig config,
            Instant now,
            StagedImages staged)
            throws Exception {
        SpooledBlob blob = unpacking.blob();
        Manifest manifest =
                MadeManifest.of(
                        config.id(),
                        config.size(),
                        List.of(
                                new MadeManifest.Layer(
                                        MadeManifest.mediaTypeOf(blob.file()),
                                        blob.digest(),
                                        blob.size())));
        KnownImage image = KnownImage.of(manifest, config);
        LayerPlan plan = staged.plan(transaction -> List.of(image));
        staged.adoptBase(new ChainId(unpacking.diffId()));
        Map<Digest, SpooledBlob> arrived =
                plan.missing().isEmpty() ? Map.of() : Map.of(blob.digest(), blob);
        staged.commit(
                moved -> blobs.publish(arrived, moved),
                transaction -> name(staged, transaction, name, image, now));
    }

    private static boolean name(
            StagedImages staged,
            Transaction transaction,
            Optional<Reference> name,
            KnownImage image,
            Instant now) {
        Digest id = image.config().id();
        name.ifPresent(tag -> {
            staged.setName(transaction, new NameTable.Row(tag, id, image.target().digest()));
            new ImageTable(transaction).setLastTagged(id, now);
        });
        return name.isPresent();
    }

    private void tell(Optional<Reference> name, ImageConfig config) {
        name.ifPresent(tag -> events.publish(events.tag(config.id(), tag, config.labels())));
        events.publish(events.ofImage("import", config.id(), config.labels()));
    }

    /// Of this host only the architecture counts: a root file system for amd64 need not be for the
    /// newest level of it.
    private Platform platform(ImportRequest request) {
        Platform platform =
                request.platform()
                        .orElse(
                                new Platform(
                                        host.os(),
                                        host.architecture(),
                                        host.architecture().equals("arm") ? host.variant() : ""));
        if (!platform.os().equals("linux")) {
            throw new InvalidArgument("operating system is not supported");
        }
        return platform;
    }
}
