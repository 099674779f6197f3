package dev.varve.daemon.routes;

import dev.varve.container.CopyIn;
import dev.varve.daemon.http.Form;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.ContainerChanges;
import dev.varve.daemon.view.PathStatHeader;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.storage.Change;

import java.util.List;
import java.util.Map;

/// The endpoints that read and write a container's files.
final class FileRoutes {
    private final ContainerBackend containers;

    FileRoutes(ContainerBackend containers) {
        this.containers = containers;
    }

    void register(Router router) {
        router.get("/containers/{id}/changes", this::changes)
                .get("/containers/{id}/export", this::export)
                .add("HEAD", "/containers/{id}/archive", this::stat)
                .get("/containers/{id}/archive", this::copyOut)
                .add("PUT", "/containers/{id}/archive", this::copyIn);
    }

    private Response changes(Request request) {
        List<Change> changes = containers.changes(request.path("id"));
        return Response.json(200, out -> ContainerChanges.write(changes, out));
    }

    private Response export(Request request) {
        String container = request.path("id");
        // Asked before the answer begins, so that there is one when there is no such container.
        containers.inspect(container, false);
        return Response.stream(
                "application/octet-stream", Map.of(), out -> containers.export(container, out));
    }

    private Response stat(Request request) {
        return Response.empty(200).with(PathStatHeader.NAME, header(request, path(request)));
    }

    private Response copyOut(Request request) {
        String path = path(request);
        String header = header(request, path);
        return Response.stream(
                "application/x-tar",
                Map.of(PathStatHeader.NAME, header),
                out -> containers.copyOut(request.path("id"), path, out));
    }

    private String header(Request request, String path) {
        return PathStatHeader.of(containers.stat(request.path("id"), path));
    }

    private Response copyIn(Request request) {
        String container = request.path("id");
        String path = path(request);
        Form form = request.form();
        containers.copyIn(
                container,
                new CopyIn(path, form.flag("noOverwriteDirNonDir"), form.flag("copyUIDGID")),
                request.body());
        request.changed("copied to " + path + " of container " + container);
        return Response.empty(200);
    }

    /// Docker's text, blank for blank.
    private static String path(Request request) {
        String path = request.form().text("path");
        if (path.isEmpty()) {
            throw new InvalidArgument("bad parameter: pathcannot be empty");
        }
        return path;
    }
}
