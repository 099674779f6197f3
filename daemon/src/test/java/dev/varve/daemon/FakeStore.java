package dev.varve.daemon;

import dev.varve.catalog.StoreUsage;
import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.check.Problem;
import dev.varve.container.ContainerState;
import dev.varve.daemon.StoreOpener.OpenStore;
import dev.varve.daemon.routes.ArchiveBackend;
import dev.varve.daemon.routes.ContainerBackend;
import dev.varve.daemon.routes.ImageBackend;
import dev.varve.daemon.routes.ImageMountBackend;
import dev.varve.daemon.routes.RegistryBackend;
import dev.varve.daemon.routes.SystemBackend;
import dev.varve.daemon.view.StoreInfo;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unauthorized;
import dev.varve.event.EventLog;
import dev.varve.gc.PruneReport;
import dev.varve.gc.Removal;
import dev.varve.image.HistoryEntry;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageLayer;
import dev.varve.image.ImageSummary;
import dev.varve.image.StoredImage;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.MediaTypes;
import dev.varve.oci.Platform;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullRequest;
import dev.varve.push.PushEvent;
import dev.varve.push.PushRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;
import dev.varve.registry.Logins;
import dev.varve.registry.RemoteDescription;
import dev.varve.repair.RepairReport;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A store with one image, `busybox:latest`, that notes what it is asked for.
final class FakeStore implements OpenStore, ImageBackend, SystemBackend, RegistryBackend {
    final FakeImageMounts imageMounts = new FakeImageMounts();
    final FakeArchives archives = new FakeArchives();
    static final Digest LAYER = Digest.parse("sha256:" + "1".repeat(64));
    static final Digest MANIFEST = Digest.parse("sha256:" + "a".repeat(64));
    static final ImageConfig CONFIG =
            ImageConfig.parse(
                    """
                    {"architecture":"amd64","os":"linux","created":"2023-11-14T22:13:20.5Z",
                     "author":"me","config":{"Cmd":["sh"],"Env":["PATH=/bin"],"Labels":{"b":"<2>","a":"1"},
                       "Hostname":"h","ExposedPorts":{"80/tcp":{}},"WorkingDir":7},
                     "rootfs":{"type":"layers","diff_ids":["%s"]},
                     "history":[{"created":"2023-11-14T22:13:20Z","created_by":"ADD x","comment":"last"}]}
                    """
                            .formatted(LAYER));

    final FakeContainers containers = new FakeContainers();
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicLong revision = new AtomicLong();
    final List<PullRequest> pulls = new CopyOnWriteArrayList<>();
    volatile BiConsumer<PullRequest, Consumer<PullEvent>> pulling = (request, progress) -> {};
    final List<PushRequest> pushes = new CopyOnWriteArrayList<>();
    volatile Consumer<Consumer<PushEvent>> pushing = progress -> {};
    final EventLog events = new EventLog();
    volatile boolean cancelled;
    volatile boolean closed;

    static StoredImage image(List<Reference> references) {
        return new StoredImage(
                CONFIG.id(),
                Optional.empty(),
                references,
                CONFIG.created(),
                4261502,
                true,
                CONFIG.labels(),
                CONFIG.platform(),
                List.of(new ImageLayer(new ChainId(LAYER), LAYER, 4261502)),
                Optional.of(Instant.parse("2024-01-01T00:00:00Z")));
    }

    static StoredImage busybox() {
        Reference name = ReferenceParser.parseNormalized("busybox");
        return image(List.of(name.withTag("latest"), name.withDigest(MANIFEST)));
    }

    @Override
    public ImageBackend images() {
        return this;
    }

    @Override
    public ImageMountBackend imageMounts() {
        return imageMounts;
    }

    @Override
    public ContainerBackend containers() {
        return containers;
    }

    @Override
    public ArchiveBackend archives() {
        return archives;
    }

    @Override
    public SystemBackend system() {
        return this;
    }

    @Override
    public CheckReport check(CheckLevel level) {
        return new CheckReport(level, List.of(), List.of(), 0, 0, 0, 0);
    }

    @Override
    public RepairReport repair(CheckLevel level, Logins logins) {
        calls.add("repair " + new TreeMap<>(logins.byDomain()));
        Problem cut = new Problem("sha256:1", "it was cut", "mend it");
        return new RepairReport(check(level), List.of(cut), List.of("sha256:2 is on no registry"));
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public RegistryBackend registries() {
        return this;
    }

    @Override
    public String login(String server, Credentials credentials) {
        calls.add("login " + server + " " + credentials);
        if (credentials instanceof Credentials.Anonymous) {
            throw new Unauthorized("Get \"https://x/v2/\": no basic auth credentials");
        }
        return "keep-me";
    }

    @Override
    public RemoteDescription describe(Reference reference, Credentials credentials) {
        calls.add("describe " + reference + " " + credentials);
        return new RemoteDescription(
                new Descriptor(MediaTypes.OCI_INDEX, MANIFEST, 42),
                List.of(
                        new Platform("linux", "arm64", "v8"),
                        new Platform("windows", "amd64", "", "10.0")));
    }

    @Override
    public void cancel() {
        events.close();
        cancelled = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void pull(PullRequest request, Consumer<PullEvent> progress) {
        pulls.add(request);
        pulling.accept(request, progress);
    }

    @Override
    public void push(PushRequest request, Consumer<PushEvent> progress) {
        pushes.add(request);
        pushing.accept(progress);
    }

    /// Another one each time, so that no answer is kept.
    @Override
    public long revision() {
        return revision.incrementAndGet();
    }

    @Override
    public List<ImageSummary> list(String filtersJson, boolean all, boolean sharedSize) {
        calls.add("list " + filtersJson + " " + all + " " + sharedSize);
        StoredImage image = busybox();
        return List.of(
                new ImageSummary(image, image.references(), sharedSize ? 7 : -1),
                new ImageSummary(image(List.of()), List.of(), -1));
    }

    @Override
    public ImageDetails inspect(String name) {
        calls.add("inspect " + name);
        require(name);
        return new ImageDetails(
                busybox(),
                CONFIG,
                Optional.empty(),
                "overlay2",
                Map.of("UpperDir", "/u", "MergedDir", "/m"),
                List.of());
    }

    @Override
    public List<HistoryEntry> history(String name) {
        calls.add("history " + name);
        require(name);
        return List.of(
                new HistoryEntry(
                        Optional.of(CONFIG.id()),
                        Optional.of(Instant.ofEpochSecond(1700000000)),
                        "ADD x",
                        "last",
                        List.of(ReferenceParser.parseNormalized("busybox:latest")),
                        4261502),
                new HistoryEntry(
                        Optional.empty(), Optional.empty(), "RUN a && b", "", List.of(), 0));
    }

    @Override
    public void tag(String source, Reference target) {
        calls.add("tag " + source + " " + target);
        require(source);
    }

    @Override
    public List<Removal> remove(String name, boolean force, boolean noPrune) {
        calls.add("remove " + name + " " + force + " " + noPrune);
        require(name);
        return List.of(new Removal.Untagged("busybox:latest"), new Removal.Deleted(CONFIG.id()));
    }

    @Override
    public PruneReport prune(String filtersJson) {
        calls.add("prune " + filtersJson);
        return new PruneReport(List.of(), 0);
    }

    @Override
    public StoreInfo info() {
        return new StoreInfo(
                "id",
                Map.of(ContainerState.RUNNING, 1L, ContainerState.CREATED, 2L),
                2,
                "overlay2",
                Map.of("Backing", "ext4"),
                Path.of("/r"),
                events.followers(),
                false,
                List.of("using the slow driver vfs: because"));
    }

    @Override
    public StoreUsage usage() {
        StoreUsage usage =
                new StoreUsage(
                        4261502,
                        List.of(new ImageSummary(busybox(), busybox().references(), 1000)));
        calls.add("usage");
        return usage;
    }

    private static void require(String name) {
        if (!name.contains("busybox")) {
            throw new NotFound("No such image: " + name + ":latest");
        }
    }
}
