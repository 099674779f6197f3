package dev.varve.push;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.event.ImageEvents;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.NameTable;
import dev.varve.index.OciLayoutView;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.reference.Reference;
import dev.varve.registry.PushSession;
import dev.varve.registry.RegistryClient;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The conductor of a push: find what the tag leads to, hold it, bring it to the registry, tag it
/// there. A push that fails or is killed has changed nothing here; one that succeeds gives the
/// image a digest reference, as docker does.
public final class ImagePusher {
    private final RegistryClient registries;
    private final Index index;
    private final BlobStore blobs;
    private final Leases leases;
    private final GarbageCollector collector;
    private final OciLayoutView view;
    private final ImageEvents events;
    private final Executor executor;
    private final Platform host;
    private final PushLimits limits;
    private final Set<TaskGroup> running = ConcurrentHashMap.newKeySet();

    public ImagePusher(
            RegistryClient registries,
            Index index,
            BlobStore blobs,
            Leases leases,
            GarbageCollector collector,
            OciLayoutView view,
            ImageEvents events,
            Executor executor,
            Platform host,
            PushLimits limits) {
        this.registries = registries;
        this.index = index;
        this.blobs = blobs;
        this.leases = leases;
        this.collector = collector;
        this.view = view;
        this.events = events;
        this.executor = executor;
        this.host = host;
        this.limits = limits;
    }

    /// Pushes one tag, or all tags of a repository one after the other, and returns when the
    /// registry has them.
    public void push(PushRequest request, Consumer<PushEvent> listener) {
        Reference reference = request.reference();
        if (reference.digest().isPresent()) {
            throw new InvalidArgument("cannot push a digest reference");
        }
        Optional<Platform> wanted = request.platform().map(p -> Platforms.withDefaults(p, host));
        if (wanted.isEmpty()) {
            listener.accept(new PushEvent.Started(reference.nameOnly()));
        }
        Lease lease = leases.open();
        try {
            List<PushPlan> plans = index.write(t -> plans(t, reference, lease, wanted));
            if (wanted.isPresent()) {
                listener.accept(new PushEvent.Started(reference.nameOnly()));
            }
            push(plans, request, new PushProgress(listener));
            events.publish(events.ofReference("push", reference, labels(plans, reference)));
        } finally {
            // An image may have been removed while its blobs were held.
            List<Digest> held = lease.blobs();
            lease.close();
            collector.collect(held, List.of());
        }
    }

    /// In docker's words where a name leads nowhere.
    private List<PushPlan> plans(
            Transaction transaction, Reference asked, Lease lease, Optional<Platform> wanted) {
        List<NameTable.Row> names = new NameTable(transaction).ofRepository(asked.nameOnly());
        if (names.isEmpty()) {
            throw new NotFound(
                    "An image does not exist locally with the tag: " + asked.familiarName());
        }
        List<PushPlan> plans = new ArrayList<>();
        for (NameTable.Row name : names) {
            boolean isTag = name.reference().digest().isEmpty();
            if (isTag && (asked.isNameOnly() || name.reference().equals(asked))) {
                plans.add(PushPlanner.plan(transaction, blobs, lease, name, wanted));
            }
        }
        if (plans.isEmpty()) {
            throw new NotFound(
                    asked.isNameOnly()
                            ? "no tags to push for " + asked.familiarName()
                            : "tag does not exist: " + asked.familiar());
        }
        return plans;
    }

    private void push(List<PushPlan> plans, PushRequest request, PushProgress progress) {
        Reference reference = request.reference();
        TaskGroup group = new TaskGroup(executor);
        running.add(group);
        try (group) {
            PushSession registry = registries.push(reference.nameOnly(), request.credentials());
            registry.reach();
            for (PushPlan plan : plans) {
                Descriptor put = new TagPush(registry, blobs, limits, progress, plan).run(group);
                name(plan, put.digest());
                String tag = plan.tag().tag().orElseThrow();
                progress.tell(new PushEvent.Done(tag, put.digest(), put.size()));
            }
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("push of " + reference.familiar() + " was interrupted");
        } catch (IOException e) {
            throw DiskFailures.of("push " + reference.familiar(), e);
        } catch (Exception e) {
            throw new Failed("cannot push " + reference.familiar() + ": " + e, e);
        } finally {
            running.remove(group);
        }
    }

    /// The image now has a digest in that repository. One that leads elsewhere stays: the same
    /// index may have been pulled for another platform. An image that was removed meanwhile gets no
    /// name again.
    private void name(PushPlan plan, Digest digest) {
        Reference byDigest = plan.tag().nameOnly().withDigest(digest);
        boolean named =
                index.write(transaction -> {
                    NameTable names = new NameTable(transaction);
                    ImageTable images = new ImageTable(transaction);
                    if (names.find(byDigest).isPresent() || !images.contains(plan.id())) {
                        return false;
                    }
                    // Of an index for several platforms one manifest may have been pushed, which is
                    // another image than the tag means here.
                    Digest image = images.ofManifest(digest).orElse(plan.id());
                    names.set(new NameTable.Row(byDigest, image, digest));
                    return true;
                });
        if (named) {
            view.changed();
        }
    }

    /// Those of the image that was asked for; of all tags, those of `latest`, as docker has it.
    private static Map<String, String> labels(List<PushPlan> plans, Reference asked) {
        String tag = asked.tag().orElse(Reference.DEFAULT_TAG);
        return plans.stream()
                .filter(plan -> plan.tag().tag().equals(Optional.of(tag)))
                .findFirst()
                .map(PushPlan::labels)
                .orElse(Map.of());
    }

    /// Makes every push that runs fail soon.
    public void cancelAll() {
        running.forEach(group -> group.fail(new Cancelled("the daemon is stopping")));
    }
}
