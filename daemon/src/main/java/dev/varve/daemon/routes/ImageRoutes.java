package dev.varve.daemon.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.api.ApiVersion;
import dev.varve.api.HistoryRow;
import dev.varve.api.PruneResponse;
import dev.varve.daemon.http.Form;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.ImageRows;
import dev.varve.daemon.view.InspectView;
import dev.varve.daemon.view.PullLines;
import dev.varve.daemon.view.PushLines;
import dev.varve.daemon.view.Removals;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.gc.PruneReport;
import dev.varve.gc.Removal;
import dev.varve.image.HistoryEntry;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageSummary;
import dev.varve.oci.Json;
import dev.varve.oci.Platform;
import dev.varve.pull.PullRequest;
import dev.varve.push.PushRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.util.List;
import java.util.Optional;

/// The endpoints of images. Which there are stands in [#register].
public final class ImageRoutes {
    private final ImageBackend images;
    private final ArchiveRoutes archives;
    private final KeptAnswer plainList = new KeptAnswer();

    /// @param archives answer what is an import and no pull
    public ImageRoutes(ImageBackend images, ArchiveRoutes archives) {
        this.images = images;
        this.archives = archives;
    }

    /// Fixed paths come first, since `{name}` takes anything.
    public void register(Router router) {
        router.get("/images/json", this::list)
                .get("/images/{name}/json", this::inspect)
                .get("/images/{name}/history", this::history)
                .post("/images/create", this::create)
                .post("/images/prune", this::prune)
                .post("/images/{name}/push", this::push)
                .post("/images/{name}/tag", this::tag)
                .add("DELETE", "/images/{name}", this::delete);
    }

    private Response list(Request request) {
        Form form = request.form();
        boolean shared = request.version().atLeast(42) && form.flag("shared-size");
        String filters = form.text("filters");
        String reference = form.text("filter");
        if (!reference.isEmpty() && !request.version().atLeast(41)) {
            filters = withReference(filters, reference);
        }
        boolean all = form.flag("all");
        if (filters.isEmpty() && !all && !shared) {
            return plainList.get(
                    images.revision(),
                    request.version(),
                    () -> listed("", false, false, request.version()));
        }
        return listed(filters, all, shared, request.version());
    }

    private Response.Fixed listed(String filters, boolean all, boolean shared, ApiVersion version) {
        List<ImageSummary> images = this.images.list(filters, all, shared);
        return Response.json(
                200,
                out -> {
                    out.writeStartArray();
                    for (ImageSummary image : images) {
                        ImageRows.of(image).write(out, version);
                    }
                    out.writeEndArray();
                });
    }

    private Response inspect(Request request) {
        String name = request.path("name");
        Optional<Platform> platform = platform(request, 49);
        if (platform.isPresent() && request.form().flag("manifests")) {
            throw new InvalidArgument(
                    "conflicting options: manifests and platform options cannot both be set");
        }
        ImageDetails details = images.inspect(name);
        platform.ifPresent(wanted -> PlatformParameter.require(wanted, name, details));
        return Response.json(200, out -> InspectView.write(details, request.version(), out));
    }

    private Response history(Request request) {
        String name = request.path("name");
        platform(request, 48)
                .ifPresent(wanted -> PlatformParameter.require(wanted, name, images.inspect(name)));
        List<HistoryEntry> entries = images.history(name);
        return Response.json(
                200,
                out -> {
                    out.writeStartArray();
                    for (HistoryEntry entry : entries) {
                        HistoryRow row = ImageRows.of(entry);
                        row.write(out);
                    }
                    out.writeEndArray();
                });
    }

    private Response create(Request request) {
        Form form = request.form();
        String fromImage = form.text("fromImage");
        if (fromImage.isEmpty()) {
            return archives.importImage(request);
        }
        Reference reference = ReferenceParser.parsePull(fromImage, form.text("tag"));
        Optional<Platform> platform =
                request.version().atLeast(32)
                        ? PlatformParameter.ofPull(form.text("platform"))
                        : Optional.empty();
        PullRequest pull =
                new PullRequest(
                        reference,
                        platform,
                        RegistryAuth.decode(request.header("X-Registry-Auth")),
                        Optional.of(form.text("varve-tag")).filter(tag -> !tag.isEmpty()));
        return Response.progress(stream -> {
            images.pull(pull, new PullLines(stream, System::nanoTime));
            request.changed("pulled " + reference.familiar());
        });
    }

    /// Without a tag, here or in the name: all tags.
    private Response push(Request request) {
        String name = request.path("name");
        String tag = request.form().text("tag");
        Reference reference =
                tag.isEmpty()
                        ? ReferenceParser.parseNormalized(name)
                        : ReferenceParser.parseForm(name, tag).orElseThrow();
        PushRequest push =
                new PushRequest(
                        reference,
                        platform(request, 46),
                        RegistryAuth.decode(request.header("X-Registry-Auth")));
        return Response.progress(stream -> {
            images.push(push, new PushLines(stream, System::nanoTime));
            request.changed("pushed " + reference.familiar());
        });
    }

    private Response tag(Request request) {
        Reference target =
                ReferenceParser.parseForm(request.form().text("repo"), request.form().text("tag"))
                        .orElseThrow(() ->
                                new InvalidArgument(
                                        "invalid reference format: the parameter repo is missing"));
        ReferenceParser.requireTaggable(target);
        String source = request.path("name");
        images.tag(source, target);
        request.changed("tagged " + source + " as " + target.familiar());
        return Response.empty(201);
    }

    private Response delete(Request request) {
        String name = request.path("name");
        if (name.isBlank()) {
            throw new InvalidArgument("image name cannot be blank");
        }
        Form form = request.form();
        if (request.version().atLeast(50)) {
            List<Platform> platforms = PlatformParameter.ofJsonList(form.all("platforms"));
            if (platforms.size() > 1) {
                throw new InvalidArgument("multiple platforms are not supported");
            }
            platforms.forEach(
                    wanted -> PlatformParameter.require(wanted, name, images.inspect(name)));
        }
        List<Removal> removals = images.remove(name, form.flag("force"), form.flag("noprune"));
        removals.forEach(removal -> request.changed(Removals.inWords(removal)));
        return Response.json(200, out -> Removals.write(removals, out));
    }

    private Response prune(Request request) {
        PruneReport report = images.prune(request.form().text("filters"));
        report.removals().forEach(removal -> request.changed(Removals.inWords(removal)));
        return Response.json(
                200,
                new PruneResponse(Removals.items(report.removals()), report.reclaimed())::write);
    }

    /// @param since the version in which the endpoint learned of `platform`
    private static Optional<Platform> platform(Request request, int since) {
        return request.version().atLeast(since)
                ? PlatformParameter.ofJson(request.form().text("platform"))
                : Optional.empty();
    }

    /// The old way to ask for names, put with the new one. Filters that are not JSON go on as they
    /// are, for the store to refuse.
    private static String withReference(String filters, String reference) {
        try {
            JsonNode node =
                    filters.isEmpty()
                            ? Json.mapper().createObjectNode()
                            : Json.mapper().readTree(filters);
            if (!(node instanceof ObjectNode all)) {
                return filters;
            }
            if (all.get("reference") instanceof ObjectNode references) {
                references.put(reference, true);
            } else {
                all.withArray("reference").add(reference);
            }
            return all.toString();
        } catch (JsonProcessingException e) {
            return filters;
        }
    }
}
