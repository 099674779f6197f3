package dev.varve.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerDetails;
import dev.varve.container.ContainerPruneReport;
import dev.varve.container.ContainerSizes;
import dev.varve.container.ContainerSummary;
import dev.varve.container.CopyIn;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.daemon.routes.ContainerBackend;
import dev.varve.error.StoreException.NotFound;
import dev.varve.image.config.RunConfig;
import dev.varve.index.ContainerTable;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;
import dev.varve.storage.Change;
import dev.varve.storage.LayerKey;
import dev.varve.storage.rootfs.PathStat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A store with one container, `web`, that notes what it is asked for.
final class FakeContainers implements ContainerBackend {
    static final String ID = "c".repeat(64);
    static final Instant CREATED = Instant.parse("2024-02-03T04:05:06.7Z");

    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<CommitRequest> commits = new CopyOnWriteArrayList<>();
    final List<CreateRequest> created = new CopyOnWriteArrayList<>();
    volatile Optional<Instant> attached = Optional.empty();

    ContainerTable.Row row() {
        return new ContainerTable.Row(
                ID,
                "web",
                FakeStore.CONFIG.id(),
                "busybox",
                "overlay2",
                new LayerKey("d".repeat(64)),
                Optional.of(new ChainId(FakeStore.LAYER)),
                CREATED,
                RunConfig.ofImage(
                        object(
                                """
                                {"Hostname":"cccccccccccc","Cmd":["sh","-c","echo hi"],
                                 "Image":"busybox","Labels":{"b":"2","a":"1"}}
                                """)),
                HostConfig.ofRequest(object("{\"Memory\":7}")).text(),
                attached);
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String create(CreateRequest request) {
        created.add(request);
        return ID;
    }

    @Override
    public List<ContainerSummary> list(String filtersJson, boolean all, int limit, boolean sizes) {
        calls.add("list " + filtersJson + " " + all + " " + limit + " " + sizes);
        return List.of(new ContainerSummary(row(), "busybox", sizes(sizes)));
    }

    @Override
    public ContainerDetails inspect(String container, boolean sizes) {
        calls.add("inspect " + container + " " + sizes);
        require(container);
        return new ContainerDetails(row(), Map.of("UpperDir", "/u"), sizes(sizes));
    }

    private static Optional<ContainerSizes> sizes(boolean wanted) {
        return wanted ? Optional.of(new ContainerSizes(3, 10)) : Optional.empty();
    }

    @Override
    public void rename(String container, String name) {
        require(container);
        calls.add("rename " + container + " " + name);
    }

    @Override
    public void remove(String container, boolean force) {
        require(container);
        calls.add("remove " + container + " " + force);
    }

    @Override
    public ContainerPruneReport prune(String filtersJson) {
        calls.add("prune " + filtersJson);
        return filtersJson.isEmpty()
                ? new ContainerPruneReport(List.of(), 0)
                : new ContainerPruneReport(List.of(ID), 5);
    }

    @Override
    public List<Change> changes(String container) {
        require(container);
        return container.equals("web")
                ? List.of(
                        new Change("/etc", Change.Kind.MODIFIED),
                        new Change("/etc/\u00e4\u00ff", Change.Kind.ADDED),
                        new Change("/gone", Change.Kind.DELETED))
                : List.of();
    }

    @Override
    public void export(String container, OutputStream out) {
        require(container);
        write(out, "the whole tree");
    }

    @Override
    public PathStat stat(String container, String path) {
        require(container);
        if (!path.equals("/etc")) {
            throw new NotFound("Could not find the file " + path + " in container " + container);
        }
        return new PathStat("etc", 4096, (1L << 31) | 0755, CREATED, "");
    }

    @Override
    public void copyOut(String container, String path, OutputStream out) {
        require(container);
        write(out, "the archive of " + path);
    }

    @Override
    public void copyIn(String container, CopyIn copy, InputStream tar) {
        require(container);
        calls.add("copy in " + copy + ": " + read(tar));
    }

    @Override
    public Digest commit(CommitRequest request) {
        require(request.container());
        commits.add(request);
        return FakeStore.CONFIG.id();
    }

    @Override
    public Path mount(String container) {
        require(container);
        calls.add("mount " + container);
        return Path.of("/merged");
    }

    @Override
    public void unmount(String container) {
        require(container);
        calls.add("unmount " + container);
    }

    private static void write(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(String container) {
        if (!container.equals("web") && !ID.startsWith(container)) {
            throw new NotFound("No such container: " + container);
        }
    }
}
