package dev.varve.archive;

import dev.varve.archive.SavePlan.SavedImage;
import dev.varve.content.BlobStore;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.event.ImageEvents;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.Index;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Writes images as an archive that is an OCI image layout and docker's archive in one. Blobs,
/// manifests and indexes go in as they came from the registry, so that every digest stays; other
/// platforms of an index are not in it. Documents stand before layers.
public final class ArchiveSaver {
    private final Index index;
    private final BlobStore blobs;
    private final Leases leases;
    private final GarbageCollector collector;
    private final ImageEvents events;
    private final Platform host;

    public ArchiveSaver(
            Index index,
            BlobStore blobs,
            Leases leases,
            GarbageCollector collector,
            ImageEvents events,
            Platform host) {
        this.index = index;
        this.blobs = blobs;
        this.leases = leases;
        this.collector = collector;
        this.events = events;
        this.host = host;
    }

    /// Saves images by name, ID or start of an ID. Nothing is written before it is known that all
    /// of them are there. Nothing that is written is deleted meanwhile.
    ///
    /// @param platform to refuse images for another one
    /// @param out gets the archive as it is made; when this throws, what it got is no archive
    public void save(List<String> names, Optional<Platform> platform, OutputStream out)
            throws IOException {
        if (names.isEmpty()) {
            throw new InvalidArgument("no image to save was named: give names or IDs of images");
        }
        Optional<Platform> wanted = platform.map(p -> Platforms.withDefaults(p, host));
        Lease lease = leases.open();
        try {
            SavePlan plan =
                    index.write(
                            transaction -> SavePlan.make(transaction, blobs, names, wanted, lease));
            write(plan, new ArchiveWriter(out));
            for (SavedImage saved : plan.images()) {
                events.publish(events.ofImage("save", saved.image().id(), saved.image().labels()));
            }
        } finally {
            // An image may have been removed while its blobs were held.
            List<Digest> held = lease.blobs();
            lease.close();
            collector.collect(held, List.of());
        }
    }

    /// As [#save], with the whole archive compressed.
    public void save(
            List<String> names,
            Optional<Platform> platform,
            ArchiveCompression compression,
            OutputStream out)
            throws IOException {
        CompressedStream compressed = new CompressedStream(out, compression);
        save(names, platform, compressed);
        // Not when it fails: what is broken off must not look whole.
        compressed.close();
    }

    private void write(SavePlan plan, ArchiveWriter archive) throws IOException {
        archive.file("oci-layout", SaveDocuments.OCI_LAYOUT);
        archive.file(OciTree.INDEX, SaveDocuments.index(plan));
        String list = SaveDocuments.manifest(plan);
        if (!list.isEmpty()) {
            archive.file(DockerManifest.FILE, list);
        }
        String repositories = SaveDocuments.repositories(plan);
        if (!repositories.isEmpty()) {
            archive.file("repositories", repositories);
        }
        archive.directory("blobs");
        TreeSet<String> algorithms = new TreeSet<>();
        plan.blobs().forEach(blob -> algorithms.add(blob.digest().algorithm()));
        for (String algorithm : algorithms) {
            archive.directory("blobs/" + algorithm);
        }
        for (Descriptor blob : plan.blobs()) {
            archive.blob(blob, blobs.path(blob.digest()));
        }
        archive.finish();
    }
}
