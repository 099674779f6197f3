package dev.varve.container;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.GarbageCollector;
import dev.varve.gc.IndexView;
import dev.varve.image.ImageLookup;
import dev.varve.image.StoredImage;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunConfigMerge;
import dev.varve.image.config.RunConfigRules;
import dev.varve.image.config.RunField;
import dev.varve.index.ContainerTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.staging.KeptImages;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableSpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The verb `create`: the writable layer first, then the row that names it. A crash in between
/// leaves a layer that recovery sweeps.
final class ContainerCreator {
    private static final Logger log = LoggerFactory.getLogger(ContainerCreator.class);

    private final Index index;
    private final BlobStore blobs;
    private final StorageDriver driver;
    private final Leases leases;
    private final GarbageCollector collector;
    private final KeptImages keptImages;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ContainerNames names = new ContainerNames(random);

    ContainerCreator(
            Index index,
            BlobStore blobs,
            StorageDriver driver,
            Leases leases,
            GarbageCollector collector,
            KeptImages keptImages,
            Clock clock) {
        this.index = index;
        this.blobs = blobs;
        this.driver = driver;
        this.leases = leases;
        this.collector = collector;
        this.keptImages = keptImages;
        this.clock = clock;
    }

    /// An image and the layer to put a writable one on.
    ///
    /// @param top absent when the image has no layers, or they are not unpacked for this driver
    private record Base(StoredImage image, Optional<LayerTable.Row> top) {
        boolean isUnpacked() {
            return image.layers().isEmpty() || top.isPresent();
        }
    }

    ContainerTable.Row create(CreateRequest request) {
        RunConfigRules.require(request.config());
        OptionalLong limit =
                SizeLimit.of(
                        request.hostConfig().storageOptions(), driver.name(), driver.limitsSize());
        Lease lease = leases.open();
        try {
            Base base = unpackedBase(request, lease);
            RunConfig config = merged(request.config(), base.image());
            String name = index.read(transaction -> name(transaction, request));
            ContainerTable.Row container = container(request, config, name, base);
            makeLayer(container, base, limit);
            return container;
        } finally {
            List<Digest> heldBlobs = lease.blobs();
            List<ChainId> held = lease.layers();
            lease.close();
            collector.collect(heldBlobs, held);
        }
    }

    private Base unpackedBase(CreateRequest request, Lease lease) {
        Base base = index.write(transaction -> base(transaction, request, lease));
        keptImages.requireFileSystem(base.image().id(), request.config().text(RunField.IMAGE));
        if (base.isUnpacked()) {
            return base;
        }
        keptImages.unpack(base.image().id(), request.config().text(RunField.IMAGE));
        LayerTable.Row top =
                index.read(t -> top(t, base.image()))
                        .orElseThrow(() -> new NotFound("No such image: " + base.image().id()));
        return new Base(base.image(), Optional.of(top));
    }

    /// Looks under a lease, so that the config can be read and the layers stay until the container
    /// itself holds them.
    private Base base(Transaction transaction, CreateRequest request, Lease lease) {
        String text = request.config().text(RunField.IMAGE);
        if (text.isEmpty()) {
            throw new InvalidArgument("no command specified");
        }
        StoredImage image =
                new ImageTable(transaction)
                        .find(new ImageLookup(new IndexView(transaction)).find(text))
                        .orElseThrow(() -> new NotFound("No such image: " + text));
        lease.hold(image.id());
        if (image.layers().isEmpty()) {
            return new Base(image, Optional.empty());
        }
        image.layers().reversed().forEach(layer -> lease.hold(layer.chainId()));
        return new Base(image, top(transaction, image));
    }

    private Optional<LayerTable.Row> top(Transaction transaction, StoredImage image) {
        return new LayerTable(transaction).find(image.layers().getLast().chainId(), driver.name());
    }

    private RunConfig merged(RunConfig given, StoredImage image) {
        RunConfig ofImage =
                ImageConfig.parse(blobs.readText(image.id()))
                        .config()
                        .map(RunConfig::ofImage)
                        .orElse(RunConfig.EMPTY);
        RunConfig config = RunConfigMerge.over(given, ofImage);
        if (config.texts(RunField.ENTRYPOINT).equals(List.of(""))) {
            config = config.without(RunField.ENTRYPOINT);
        }
        if (config.commandLine().isEmpty()) {
            throw new InvalidArgument("no command specified");
        }
        return config;
    }

    private String name(Transaction transaction, CreateRequest request) {
        ContainerTable table = new ContainerTable(transaction);
        if (request.name().isEmpty()) {
            return names.free(table);
        }
        String name = ContainerNames.require(request.name().get());
        ContainerNames.requireFree(table, name);
        return name;
    }

    private ContainerTable.Row container(
            CreateRequest request, RunConfig config, String name, Base base) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        return new ContainerTable.Row(
                id,
                name,
                base.image().id(),
                config.text(RunField.IMAGE),
                driver.name(),
                LayerKey.random(),
                base.top().map(LayerTable.Row::chainId),
                clock.instant(),
                config.text(RunField.HOSTNAME).isEmpty()
                        ? config.with(RunField.HOSTNAME, id.substring(0, 12))
                        : config,
                request.hostConfig().text(),
                Optional.empty());
    }

    private void makeLayer(ContainerTable.Row container, Base base, OptionalLong limit) {
        boolean kept = false;
        try {
            driver.createWritable(
                    container.key(),
                    base.top().map(LayerTable.Row::key),
                    new WritableSpec(WritableSidecar.of(container), limit));
            index.write(transaction -> add(transaction, container));
            kept = true;
        } catch (IllegalArgumentException e) {
            throw new InvalidArgument(
                    "cannot create container " + container.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw DiskFailures.of("create container " + container.name(), e);
        } finally {
            if (!kept) {
                discard(container.key());
            }
        }
    }

    /// Name and image may have changed hands while the layer was made.
    private static boolean add(Transaction transaction, ContainerTable.Row container) {
        ContainerTable table = new ContainerTable(transaction);
        ContainerNames.requireFree(table, container.name());
        if (!new ImageTable(transaction).contains(container.image())) {
            throw new NotFound("No such image: " + container.imageText());
        }
        table.add(container);
        return true;
    }

    private void discard(LayerKey key) {
        try {
            driver.remove(List.of(key));
        } catch (IOException e) {
            log.warn(
                    "cannot remove the layer of a container that failed to be made: {}",
                    e.getMessage());
        }
    }
}
