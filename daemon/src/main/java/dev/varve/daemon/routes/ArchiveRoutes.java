package dev.varve.daemon.routes;

import dev.varve.api.ProgressMessage;
import dev.varve.archive.ArchiveCompression;
import dev.varve.archive.ImportRequest;
import dev.varve.daemon.http.Form;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.ImportLines;
import dev.varve.daemon.view.LoadLines;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The endpoints that carry archives: save, load and import. Which there are stands in [#register];
/// import shares its path with pull, and [ImageRoutes] passes it on.
public final class ArchiveRoutes {
    private static final String TAR = "application/x-tar";
    private static final int PLATFORM_SINCE = 48;

    private final ArchiveBackend archives;

    public ArchiveRoutes(ArchiveBackend archives) {
        this.archives = archives;
    }

    /// Fixed paths come before those with a `{name}`, which takes anything.
    public void register(Router router) {
        router.get("/images/get", request -> save(request, request.form().all("names")))
                .get("/images/{name}/get", request -> save(request, List.of(request.path("name"))))
                .get("/varve/v1/images/get", this::saveCompressed)
                .post("/images/load", this::load);
    }

    private Response save(Request request, List<String> names) {
        Optional<Platform> platform = platform(request);
        return Response.stream(
                TAR, Map.of(), out -> archives.save(names, platform, ArchiveCompression.NONE, out));
    }

    /// Varve's own: the archive in `compression`, `gzip` or `zstd`.
    private Response saveCompressed(Request request) {
        Form form = request.form();
        ArchiveCompression compression = ArchiveCompression.parse(form.text("compression"));
        Optional<Platform> platform = PlatformParameter.ofJson(form.text("platform"));
        String type =
                switch (compression) {
                    case NONE -> TAR;
                    case GZIP -> "application/gzip";
                    case ZSTD -> "application/zstd";
                };
        List<String> names = form.all("names");
        return Response.stream(
                type, Map.of(), out -> archives.save(names, platform, compression, out));
    }

    /// Every failure of the load itself is a line of a 200, as docker's clients expect.
    private Response load(Request request) {
        Optional<Platform> platform = platform(request);
        boolean quiet = request.form().all("quiet").isEmpty() || request.form().flag("quiet");
        return Response.progress(stream -> {
            stream.begin();
            LoadLines lines = new LoadLines(stream, quiet, request::changed, System::nanoTime);
            archives.load(request.body(), platform, lines);
        });
    }

    /// `POST /images/create` without `fromImage`.
    Response importImage(Request request) {
        Form form = request.form();
        Optional<Reference> name = ReferenceParser.parseForm(form.text("repo"), form.text("tag"));
        name.ifPresent(ReferenceParser::requireTaggable);
        Optional<Platform> platform =
                request.version().atLeast(32)
                        ? PlatformParameter.ofPull(form.text("platform"))
                        : Optional.empty();
        ImportRequest wanted =
                new ImportRequest(
                        name,
                        form.text("message"),
                        DockerfileChanges.parse(form.all("changes")),
                        platform);
        String source = form.text("fromSrc");
        if (source.isEmpty()) {
            throw new InvalidArgument(
                    "nothing to pull or import: neither fromImage nor fromSrc is given");
        }
        return Response.progress(stream -> {
            Digest id =
                    source.equals("-")
                            ? archives.importStream(wanted, request.body())
                            : archives.importUrl(
                                    wanted, source, new ImportLines(stream, System::nanoTime));
            request.changed("imported " + name.map(Reference::familiar).orElse(id.toString()));
            stream.send(ProgressMessage.status(id.toString()));
        });
    }

    private static Optional<Platform> platform(Request request) {
        return request.version().atLeast(PLATFORM_SINCE)
                ? PlatformParameter.ofJson(request.form().text("platform"))
                : Optional.empty();
    }
}
