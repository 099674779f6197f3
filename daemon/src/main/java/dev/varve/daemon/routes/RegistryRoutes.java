package dev.varve.daemon.routes;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.http.HttpFailure;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.DescriptionView;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.reference.ParsedName;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.RemoteDescription;

/// Questions that go to a registry and leave the store as it is.
public final class RegistryRoutes {
    private final RegistryBackend registries;

    public RegistryRoutes(RegistryBackend registries) {
        this.registries = registries;
    }

    public void register(Router router) {
        router.post("/auth", this::login)
                .get("/distribution/{name}/json", this::describe)
                .get("/images/search", RegistryRoutes::search);
    }

    private Response login(Request request) {
        JsonNode auth = object(request.jsonBody());
        String identityToken =
                registries.login(auth.path("serveraddress").asText(), RegistryAuth.of(auth));
        return Response.json(
                200,
                out -> {
                    out.writeStartObject();
                    out.writeStringField("IdentityToken", identityToken);
                    out.writeStringField("Status", "Login Succeeded");
                    out.writeEndObject();
                });
    }

    private static JsonNode object(String json) {
        return JsonBody.object(json.isEmpty() ? "null" : json)
                .orElseThrow(
                        () -> new InvalidArgument("invalid JSON: the body has to be an object"));
    }

    private Response describe(Request request) {
        RemoteDescription found =
                registries.describe(
                        reference(request.path("name")),
                        RegistryAuth.decode(request.header("X-Registry-Auth")));
        return Response.json(200, out -> DescriptionView.write(found, out));
    }

    private static Reference reference(String name) {
        return switch (ReferenceParser.parseAny(name)) {
            case ParsedName.ById _ ->
                    throw new InvalidArgument("no manifest found for full image ID");
            case ParsedName.ByName(Reference reference) -> {
                if (reference.familiarName().equals("scratch")) {
                    throw new InvalidArgument("'scratch' is a reserved name");
                }
                yield reference;
            }
        };
    }

    /// Docker Hub's search is a service of its own beside the registry.
    private static Response search(Request request) {
        throw HttpFailure.notImplemented(
                "searching Docker Hub is not implemented by Varve: search at"
                        + " https://hub.docker.com/search and pull by name");
    }
}
