package dev.varve.daemon.routes;

import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerDetails;
import dev.varve.container.ContainerPruneReport;
import dev.varve.container.ContainerSummary;
import dev.varve.container.CreateRequest;
import dev.varve.daemon.http.Form;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.ContainerRows;
import dev.varve.daemon.view.ContainerView;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.text.GoQuote;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The endpoints of containers. Which there are stands in [#register], in [FileRoutes] those of
/// files, and in [ProcessRoutes] those that there cannot be.
public final class ContainerRoutes {
    private final ContainerBackend containers;
    private final ImageBackend images;
    private final Clock clock;

    public ContainerRoutes(ContainerBackend containers, ImageBackend images, Clock clock) {
        this.containers = containers;
        this.images = images;
        this.clock = clock;
    }

    public void register(Router router) {
        router.get("/containers/json", this::list)
                .post("/containers/create", this::create)
                .post("/containers/prune", this::prune)
                .get("/containers/{id}/json", this::inspect)
                .post("/containers/{id}/rename", this::rename)
                .post("/commit", this::commit)
                .post("/varve/v1/containers/{id}/mount", this::mount)
                .post("/varve/v1/containers/{id}/unmount", this::unmount);
        new FileRoutes(containers).register(router);
        new ProcessRoutes(containers).register(router);
        router.add("DELETE", "/containers/{id}", this::remove);
    }

    private Response list(Request request) {
        Form form = request.form();
        List<ContainerSummary> rows =
                containers.list(
                        form.text("filters"), form.flag("all"), limit(form), form.flag("size"));
        return Response.json(200, out -> ContainerRows.write(rows, clock.instant(), out));
    }

    /// A limit below 0 is none, as docker has it.
    private static int limit(Form form) {
        String text = form.text("limit");
        try {
            return text.isEmpty() ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new InvalidArgument(
                    "strconv.Atoi: parsing " + GoQuote.quote(text) + ": invalid syntax", e);
        }
    }

    private Response create(Request request) {
        CreateRequest create = ContainerBodies.create(request);
        String image = create.config().text(RunField.IMAGE);
        if (request.version().atLeast(41) && !image.isEmpty()) {
            PlatformParameter.ofPull(request.form().text("platform"))
                    .ifPresent(wanted ->
                            PlatformParameter.require(wanted, image, images.inspect(image)));
        }
        String id = containers.create(create);
        request.changed("created container " + id);
        return Response.json(
                201,
                out -> {
                    out.writeStartObject();
                    out.writeStringField("Id", id);
                    out.writeArrayFieldStart("Warnings");
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }

    private Response inspect(Request request) {
        ContainerDetails details =
                containers.inspect(request.path("id"), request.form().flag("size"));
        return Response.json(200, out -> ContainerView.write(details, out));
    }

    private Response rename(Request request) {
        String given = request.path("id");
        String name = request.form().text("name");
        containers.rename(given, name);
        request.changed("renamed container " + given + " to " + name);
        return Response.empty(204);
    }

    private Response remove(Request request) {
        String given = request.path("id");
        Form form = request.form();
        if (form.flag("link")) {
            throw new InvalidArgument(
                    "cannot remove a link of container " + given + ": containers have none here");
        }
        containers.remove(given, form.flag("force"));
        request.changed("removed container " + given);
        return Response.empty(204);
    }

    private Response prune(Request request) {
        ContainerPruneReport report = containers.prune(request.form().text("filters"));
        report.removed().forEach(id -> request.changed("removed container " + id));
        return Response.json(
                200,
                out -> {
                    out.writeStartObject();
                    if (report.removed().isEmpty()) {
                        out.writeNullField("ContainersDeleted");
                    } else {
                        out.writeArrayFieldStart("ContainersDeleted");
                        for (String id : report.removed()) {
                            out.writeString(id);
                        }
                        out.writeEndArray();
                    }
                    out.writeNumberField("SpaceReclaimed", report.reclaimed());
                    out.writeEndObject();
                });
    }

    /// The parameter `pause` is read by nobody: there is no process to pause.
    private Response commit(Request request) {
        Form form = request.form();
        Optional<Reference> name = ReferenceParser.parseForm(form.text("repo"), form.text("tag"));
        DockerfileChanges changes = DockerfileChanges.parse(form.all("changes"));
        Optional<RunConfig> config = ContainerBodies.config(request);
        String container = form.text("container");
        if (container.isEmpty()) {
            throw new InvalidArgument("invalid name or ID supplied: \"\"");
        }
        Digest id =
                containers.commit(
                        new CommitRequest(
                                container,
                                name,
                                form.text("comment"),
                                form.text("author"),
                                config,
                                changes));
        request.changed("committed container " + container + " as " + id);
        return Response.json(
                201,
                out -> {
                    out.writeStartObject();
                    out.writeStringField("Id", id.toString());
                    out.writeEndObject();
                });
    }

    private Response mount(Request request) {
        String given = request.path("id");
        Path path = containers.mount(given);
        request.changed("mounted container " + given);
        return Response.json(
                200,
                out -> {
                    out.writeStartObject();
                    out.writeStringField("Path", path.toString());
                    out.writeEndObject();
                });
    }

    private Response unmount(Request request) {
        String given = request.path("id");
        containers.unmount(given);
        request.changed("unmounted container " + given);
        return Response.empty(204);
    }
}
