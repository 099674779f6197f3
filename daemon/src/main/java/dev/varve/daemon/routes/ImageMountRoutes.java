package dev.varve.daemon.routes;

import dev.varve.catalog.MountedImage;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.ImageMountRows;

import java.nio.file.Path;
import java.util.List;

/// Images as directories, without a container. Docker has nothing like it.
public final class ImageMountRoutes {
    private final ImageMountBackend mounts;

    public ImageMountRoutes(ImageMountBackend mounts) {
        this.mounts = mounts;
    }

    public void register(Router router) {
        router.get("/varve/v1/images/mounts", this::list)
                .post("/varve/v1/images/{name}/mount", this::mount)
                .post("/varve/v1/images/{name}/unmount", this::unmount);
    }

    private Response mount(Request request) {
        String name = request.path("name");
        Path path = mounts.mount(name);
        request.changed("mounted image " + name);
        return Response.json(
                200,
                out -> {
                    out.writeStartObject();
                    out.writeStringField("Path", path.toString());
                    out.writeEndObject();
                });
    }

    private Response unmount(Request request) {
        String name = request.path("name");
        mounts.unmount(name);
        request.changed("unmounted image " + name);
        return Response.empty(204);
    }

    private Response list(Request request) {
        List<MountedImage> mounted = mounts.list();
        return Response.json(200, out -> ImageMountRows.write(mounted, out));
    }
}
