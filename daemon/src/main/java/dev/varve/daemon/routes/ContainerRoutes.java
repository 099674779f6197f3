package dev.varve.daemon.routes;

import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.error.StoreException.NotFound;

/// There are no containers. Clients are told so in the words that they know, because `docker
/// inspect` asks for a container before it asks for an image.
public final class ContainerRoutes {
    public void register(Router router) {
        router.get(
                        "/containers/json",
                        _ ->
                                Response.json(
                                        200,
                                        out -> {
                                            out.writeStartArray();
                                            out.writeEndArray();
                                        }))
                .get("/containers/{id}/json", ContainerRoutes::none)
                .add("DELETE", "/containers/{id}", ContainerRoutes::none);
    }

    private static Response none(Request request) {
        throw new NotFound("No such container: " + request.path("id"));
    }
}
