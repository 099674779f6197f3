package dev.varve;

import dev.varve.archive.ArchiveLoader;
import dev.varve.archive.ArchiveSaver;
import dev.varve.archive.ImageImporter;
import dev.varve.catalog.ImageMounts;
import dev.varve.catalog.ImageStore;
import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.check.Problem;
import dev.varve.check.Recovery;
import dev.varve.check.StoreCheck;
import dev.varve.container.ContainerCommit;
import dev.varve.container.ContainerEvents;
import dev.varve.container.ContainerFiles;
import dev.varve.container.ContainerStore;
import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.RootLock;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.Failed;
import dev.varve.event.EventLog;
import dev.varve.event.ImageEvents;
import dev.varve.gc.GarbageCollector;
import dev.varve.gc.ImageRemover;
import dev.varve.gc.Pruner;
import dev.varve.index.Index;
import dev.varve.index.IndexDamage;
import dev.varve.index.LayerTable;
import dev.varve.index.OciLayoutView;
import dev.varve.layer.Drivers;
import dev.varve.lease.Leases;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.pull.ImagePuller;
import dev.varve.push.ImagePusher;
import dev.varve.push.PushLimits;
import dev.varve.rebuild.IndexRebuild;
import dev.varve.rebuild.StoreIndex;
import dev.varve.rebuild.Unrestored;
import dev.varve.registry.Logins;
import dev.varve.registry.RegistryClient;
import dev.varve.repair.RepairReport;
import dev.varve.repair.StoreRepair;
import dev.varve.staging.KeptImages;
import dev.varve.staging.Staging;
import dev.varve.storage.StorageDriver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// An open store. Everything that lives as long as it does is made here, in one place.
public final class Engine implements AutoCloseable {
    /// Opens the storage driver once the root is locked.
    public interface DriverFactory {
        /// @param root the store's root; a driver's directory is named after it and lies inside
        StorageDriver open(Path root) throws IOException;

        /// Opens the driver to use, and those whose directories lie in the root beside its.
        ///
        /// @param holding the drivers that have layers of images or containers here
        default Drivers openAll(Path root, Set<String> holding) throws IOException {
            return Drivers.of(open(root));
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /// How long a thread waits for its next pull. It holds a stack and memory for system calls, and
    /// a pull of many layers has a hundred.
    private static final long IDLE_SECONDS = 3;

    private final String id;
    private final EngineSettings settings;
    private final StoreLayout layout;
    private final IndexRebuild rebuild;
    private final RootLock lock;
    private final Index index;
    private final Drivers drivers;
    private final OciLayoutView view;
    private final EventLog events;
    private final RegistryClient registries;
    private final ExecutorService executor;
    private final StoreCheck check;
    private final StoreRepair repair;
    private final ImageStore images;
    private final ImageMounts imageMounts;
    private final Staging staging;
    private final ImagePuller puller;
    private final ImagePusher pusher;
    private final ArchiveSaver saver;
    private final ArchiveLoader loader;
    private final ImageImporter importer;
    private final ImageRemover remover;
    private final Pruner pruner;
    private final ContainerStore containers;
    private final ContainerFiles containerFiles;
    private final ContainerCommit commit;
    private volatile List<Unrestored> unrestored = List.of();

    /// Since when nobody has looked at all content, if the index was made again meanwhile.
    private volatile boolean damageForgotten;

    private Engine(
            EngineSettings settings,
            StoreLayout layout,
            RootLock lock,
            StoreIndex.Opened opened,
            Drivers drivers)
            throws IOException {
        this.id = Files.readString(layout.id());
        this.settings = settings;
        this.layout = layout;
        Index index = opened.index();
        this.lock = lock;
        this.index = index;
        this.drivers = drivers;
        StorageDriver driver = drivers.current();
        BlobStore blobs = new BlobStore(layout);
        Leases leases = new Leases();
        GarbageCollector collector = new GarbageCollector(index, blobs, drivers, leases);
        this.rebuild = new IndexRebuild(layout, blobs, drivers, settings.clock());
        if (opened.damage().isPresent()) {
            showWithoutIndex(opened.damage().get());
        } else {
            new Recovery(layout, index, drivers, collector, settings.clock()).run();
            index.restoreReserve();
        }
        this.view = OciLayoutView.open(index, layout.ociIndex());
        this.events = new EventLog();
        ImageEvents imageEvents = new ImageEvents(events, settings.clock());
        this.registries = RegistryClient.open(settings.registries(), settings.limits().documents());
        this.executor =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        task -> Thread.ofPlatform().daemon().name("pull").unstarted(task));
        this.check = new StoreCheck(layout, index, blobs, drivers, leases, collector);
        this.images =
                new ImageStore(
                        index, blobs, driver, collector, view, imageEvents, settings.clock());
        this.staging =
                new Staging(
                        layout,
                        index,
                        blobs,
                        driver,
                        leases,
                        collector,
                        view,
                        settings.limits().layers(),
                        executor);
        KeptImages unpacker = new KeptImages(index, blobs, staging);
        this.imageMounts =
                new ImageMounts(
                        layout,
                        index,
                        drivers,
                        leases,
                        collector,
                        unpacker,
                        imageEvents,
                        settings.clock());
        if (opened.damage().isEmpty()) {
            imageMounts.restore();
        }
        Platform host = hostPlatform();
        this.puller =
                new ImagePuller(
                        registries,
                        layout,
                        index,
                        blobs,
                        staging,
                        imageEvents,
                        host,
                        settings.downloads(),
                        settings.limits().documents());
        this.repair = new StoreRepair(check, index, unpacker, puller);
        this.pusher =
                new ImagePusher(
                        registries,
                        index,
                        blobs,
                        leases,
                        collector,
                        view,
                        imageEvents,
                        executor,
                        host,
                        PushLimits.of(settings.maxConcurrentUploads()));
        this.saver = new ArchiveSaver(index, blobs, leases, collector, imageEvents, host);
        this.loader =
                new ArchiveLoader(
                        layout,
                        blobs,
                        staging,
                        imageEvents,
                        host,
                        settings.limits().documents(),
                        settings.limits().archives());
        this.importer =
                new ImageImporter(
                        layout, blobs, staging, registries, imageEvents, host, settings.clock());
        this.remover = new ImageRemover(index, collector, view, imageEvents);
        this.pruner = new Pruner(index, collector, view, imageEvents);
        ContainerEvents containerEvents = new ContainerEvents(events, settings.clock());
        this.containers =
                new ContainerStore(
                        index,
                        blobs,
                        drivers,
                        leases,
                        collector,
                        unpacker,
                        containerEvents,
                        settings.clock());
        this.containerFiles =
                new ContainerFiles(
                        layout, containers, containerEvents, settings.limits().layers(), executor);
        this.commit =
                new ContainerCommit(
                        layout,
                        index,
                        blobs,
                        staging,
                        collector,
                        containers,
                        imageEvents,
                        containerEvents,
                        settings.limits().documents(),
                        settings.clock());
    }

    /// Opens the store under a root, making it when there is none, and puts in order what a crash
    /// has left there.
    public static Engine open(EngineSettings settings, DriverFactory drivers) throws IOException {
        StoreLayout layout = new StoreLayout(settings.root());
        layout.create();
        RootLock lock = RootLock.acquire(layout.lock());
        try {
            StoreIndex files = new StoreIndex(layout);
            StoreIndex.Opened opened = files.open();
            try {
                Set<String> holding =
                        opened.damage().isPresent()
                                ? files.holdingDrivers()
                                : opened.index().read(t -> new LayerTable(t).drivers());
                return open(
                        settings, layout, lock, opened, drivers.openAll(layout.root(), holding));
            } catch (IOException | RuntimeException e) {
                opened.index().close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Engine open(
            EngineSettings settings,
            StoreLayout layout,
            RootLock lock,
            StoreIndex.Opened opened,
            Drivers drivers)
            throws IOException {
        try {
            return new Engine(settings, layout, lock, opened, drivers);
        } catch (IOException | RuntimeException e) {
            drivers.close();
            throw e;
        }
    }

    /// Nothing is swept or changed: what the damaged index named is not known for certain.
    private void showWithoutIndex(IndexDamage damage) throws IOException {
        unrestored = rebuild.fill(index);
        index.refuseChanges(damage);
        log.error(
                "the index of the store {} is damaged: {}; it is shown as its other files tell it,"
                        + " and nothing in it is changed: {}",
                layout.root(),
                damage.reason(),
                IndexDamage.CURE);
        unrestored.forEach(lost -> log.warn("not restored: {}", lost));
    }

    /// Why the store can only be read, if it is so.
    public Optional<IndexDamage> damage() {
        return index.damage();
    }

    /// Makes a damaged index again from the rest of the store, and goes on with it.
    ///
    /// @return what could not be restored
    public List<Unrestored> rebuildIndex() {
        if (index.damage().isEmpty()) {
            throw new Conflict("the index of the store can be used, and is not made again");
        }
        if (!drivers.unopened().isEmpty()) {
            throw new Failed(
                    "cannot make the index again: layers lie here of storage drivers that cannot be"
                            + " opened ("
                            + drivers.unopened()
                            + "), and they would be forgotten; make these drivers work and start"
                            + " varved again",
                    null);
        }
        try {
            unrestored = new StoreIndex(layout).replace(index, rebuild, settings.clock());
            view.write();
        } catch (IOException e) {
            throw DiskFailures.of("make the store's index again", e);
        }
        damageForgotten = true;
        log.info(
                "the index of the store was made again; the damaged one is kept beside it. Which"
                    + " blobs and layers had been found damaged is forgotten: varve system check"
                    + " --level read-data finds it again");
        return unrestored;
    }

    private static Platform hostPlatform() throws IOException {
        return Platforms.host(
                System.getProperty("os.arch", ""), Files.readString(Path.of("/proc/cpuinfo")));
    }

    /// The store's own name, the same as long as the store lives.
    public String id() {
        return id;
    }

    public ImageStore images() {
        return images;
    }

    public ImageMounts imageMounts() {
        return imageMounts;
    }

    public ImagePuller puller() {
        return puller;
    }

    public ImagePusher pusher() {
        return pusher;
    }

    public ArchiveSaver saver() {
        return saver;
    }

    public ArchiveLoader loader() {
        return loader;
    }

    public ImageImporter importer() {
        return importer;
    }

    public ImageRemover remover() {
        return remover;
    }

    public Pruner pruner() {
        return pruner;
    }

    public ContainerStore containers() {
        return containers;
    }

    public ContainerFiles containerFiles() {
        return containerFiles;
    }

    public ContainerCommit commit() {
        return commit;
    }

    public RegistryClient registries() {
        return registries;
    }

    /// What happened here since the store was opened.
    public EventLog events() {
        return events;
    }

    /// The driver in use.
    public StorageDriver driver() {
        return drivers.current();
    }

    /// Makes every operation that brings an image in or to a registry fail soon, with what it has
    /// downloaded kept.
    public void cancelAll() {
        staging.cancelAll();
        pusher.cancelAll();
    }

    /// The check itself, for the thread that calls it.
    public StoreCheck check() {
        return check;
    }

    /// Looks for damage, also while the store is in use.
    public CheckReport check(CheckLevel level) {
        return complete(checking(() -> check.run(level)));
    }

    /// Looks for damage and mends what can be mended.
    ///
    /// @param logins for the registries that damaged blobs are fetched from again
    public RepairReport repair(CheckLevel level, Logins logins) {
        RepairReport report = checking(() -> repair.run(level, logins));
        return new RepairReport(complete(report.after()), report.repaired(), report.failed());
    }

    private CheckReport complete(CheckReport report) {
        if (report.level().readsAll() && index.damage().isEmpty()) {
            damageForgotten = false;
        }
        CheckReport all = report.with(damageFound());
        return damageForgotten
                ? all.withUnchecked(
                        "the content of blobs and layers since the index was made again: which of"
                                + " them had been found damaged went with the old index, and varve"
                                + " system check --level read-data finds it again")
                : all;
    }

    /// In a platform thread of its own.
    private <T> T checking(Callable<T> work) {
        try {
            return executor.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("the check of the store was interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StoreException failure -> throw failure;
                case IOException failure -> throw DiskFailures.of("check the store", failure);
                case null, default -> throw new Failed("cannot check the store: " + e, e);
            }
        }
    }

    private List<Problem> damageFound() {
        List<Problem> found = new ArrayList<>();
        index.damage()
                .ifPresent(damage ->
                        found.add(new Problem("index", damage.reason(), IndexDamage.CURE)));
        unrestored.forEach(
                lost -> found.add(new Problem(lost.object(), lost.reason(), lost.cure())));
        return found;
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        registries.close();
        try (lock;
                index;
                drivers) {
            view.close();
        }
    }
}
