package dev.varve.daemon;

import dev.varve.Engine;
import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerDetails;
import dev.varve.container.ContainerFilters;
import dev.varve.container.ContainerPruneReport;
import dev.varve.container.ContainerSummary;
import dev.varve.container.CopyIn;
import dev.varve.container.CreateRequest;
import dev.varve.daemon.routes.ContainerBackend;
import dev.varve.image.FilterJson;
import dev.varve.oci.Digest;
import dev.varve.storage.Change;
import dev.varve.storage.rootfs.PathStat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// The engine's containers as the routes want them.
record LocalContainers(Engine engine, Clock clock) implements ContainerBackend {
    @Override
    public String create(CreateRequest request) {
        return engine.containers().create(request);
    }

    @Override
    public List<ContainerSummary> list(String filtersJson, boolean all, int limit, boolean sizes) {
        ContainerFilters filters = ContainerFilters.forList(FilterJson.parse(filtersJson));
        return engine.containers().list(filters, all, limit, sizes);
    }

    @Override
    public ContainerDetails inspect(String container, boolean sizes) {
        return engine.containers().inspect(container, sizes);
    }

    @Override
    public void rename(String container, String name) {
        engine.containers().rename(container, name);
    }

    @Override
    public void remove(String container, boolean force) {
        engine.containers().remove(container, force);
    }

    @Override
    public ContainerPruneReport prune(String filtersJson) {
        return engine.containers()
                .prune(ContainerFilters.forPrune(FilterJson.parse(filtersJson), clock));
    }

    @Override
    public List<Change> changes(String container) {
        return engine.containerFiles().changes(container);
    }

    @Override
    public void export(String container, OutputStream out) {
        engine.containerFiles().export(container, out);
    }

    @Override
    public PathStat stat(String container, String path) {
        return engine.containerFiles().stat(container, path);
    }

    @Override
    public void copyOut(String container, String path, OutputStream out) {
        engine.containerFiles().copyOut(container, path, out);
    }

    @Override
    public void copyIn(String container, CopyIn copy, InputStream tar) {
        engine.containerFiles().copyIn(container, copy, tar);
    }

    @Override
    public Digest commit(CommitRequest request) {
        return engine.commit().commit(request);
    }

    @Override
    public Path mount(String container) {
        return engine.containers().mount(container);
    }

    @Override
    public void unmount(String container) {
        engine.containers().unmount(container);
    }
}
