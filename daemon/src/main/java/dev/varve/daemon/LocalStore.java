package dev.varve.daemon;

import dev.varve.Engine;
import dev.varve.EngineSettings;
import dev.varve.catalog.StoreUsage;
import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.daemon.DaemonConfig.LogLevel;
import dev.varve.daemon.routes.ArchiveBackend;
import dev.varve.daemon.routes.ContainerBackend;
import dev.varve.daemon.routes.ImageBackend;
import dev.varve.daemon.routes.ImageMountBackend;
import dev.varve.daemon.routes.RegistryBackend;
import dev.varve.daemon.routes.SystemBackend;
import dev.varve.daemon.view.StoreInfo;
import dev.varve.event.EventLog;
import dev.varve.gc.PruneReport;
import dev.varve.gc.Removal;
import dev.varve.image.FilterJson;
import dev.varve.image.HistoryEntry;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageFilters;
import dev.varve.image.ImageSummary;
import dev.varve.index.IndexDamage;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullRequest;
import dev.varve.push.PushEvent;
import dev.varve.push.PushRequest;
import dev.varve.reference.Reference;
import dev.varve.registry.Logins;
import dev.varve.repair.RepairReport;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The engine as the routes want it.
final class LocalStore implements StoreOpener.OpenStore, ImageBackend, SystemBackend {
    private final Engine engine;
    private final DaemonConfig config;
    private final DriverChoice choice;
    private final Clock clock;

    private LocalStore(Engine engine, DaemonConfig config, DriverChoice choice, Clock clock) {
        this.engine = engine;
        this.config = config;
        this.choice = choice;
        this.clock = clock;
    }

    static LocalStore open(DaemonConfig config) throws IOException {
        Clock clock = Clock.system(ZoneId.systemDefault());
        DriverChoice choice =
                new DriverChoice(DriverTypes.ALL, config.storageDriver(), config.storageOptions());
        EngineSettings settings =
                new EngineSettings(
                        config.dataRoot(),
                        config.registries(),
                        config.downloads(),
                        config.maxConcurrentUploads(),
                        config.limits().store(),
                        clock);
        Engine engine = Engine.open(settings, choice);
        return new LocalStore(engine, config, choice, clock);
    }

    @Override
    public ImageBackend images() {
        return this;
    }

    @Override
    public ArchiveBackend archives() {
        return new LocalArchives(engine);
    }

    @Override
    public ImageMountBackend imageMounts() {
        return new LocalImageMounts(engine.imageMounts());
    }

    @Override
    public ContainerBackend containers() {
        return new LocalContainers(engine, clock);
    }

    @Override
    public SystemBackend system() {
        return this;
    }

    @Override
    public EventLog events() {
        return engine.events();
    }

    @Override
    public RegistryBackend registries() {
        return new LocalRegistries(engine.registries());
    }

    @Override
    public void cancel() {
        engine.events().close();
        engine.cancelAll();
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }

    @Override
    public StoreInfo info() {
        Map<String, String> status = new LinkedHashMap<>(engine.driver().status());
        status.putAll(choice.status());
        return new StoreInfo(
                engine.id(),
                engine.containers().count(),
                engine.images().count(),
                engine.driver().name(),
                status,
                config.dataRoot(),
                engine.events().followers(),
                config.logLevel() == LogLevel.DEBUG,
                warnings());
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(choice.warnings());
        refusal().ifPresent(refusal -> warnings.add("WARNING: " + refusal));
        return warnings;
    }

    @Override
    public StoreUsage usage() {
        return engine.images().usage();
    }

    @Override
    public CheckReport check(CheckLevel level) {
        return engine.check(level);
    }

    @Override
    public RepairReport repair(CheckLevel level, Logins logins) {
        return engine.repair(level, logins);
    }

    @Override
    public Optional<String> refusal() {
        return engine.damage().map(IndexDamage::refusal);
    }

    @Override
    public void rebuildIndex() {
        engine.rebuildIndex();
    }

    @Override
    public void pull(PullRequest request, Consumer<PullEvent> progress) {
        engine.puller().pull(request, progress);
    }

    @Override
    public void push(PushRequest request, Consumer<PushEvent> progress) {
        engine.pusher().push(request, progress);
    }

    @Override
    public List<ImageSummary> list(String filtersJson, boolean all, boolean sharedSize) {
        ImageFilters filters = ImageFilters.forList(FilterJson.parse(filtersJson), clock);
        return engine.images().list(filters, all, sharedSize);
    }

    @Override
    public long revision() {
        return engine.images().revision();
    }

    @Override
    public ImageDetails inspect(String name) {
        return engine.images().inspect(name);
    }

    @Override
    public List<HistoryEntry> history(String name) {
        return engine.images().history(name);
    }

    @Override
    public void tag(String source, Reference target) {
        engine.images().tag(source, target);
    }

    @Override
    public List<Removal> remove(String name, boolean force, boolean noPrune) {
        return engine.remover().remove(name, force, noPrune);
    }

    @Override
    public PruneReport prune(String filtersJson) {
        return engine.pruner().prune(ImageFilters.forPrune(FilterJson.parse(filtersJson), clock));
    }
}
