package dev.varve.daemon.routes;

import dev.varve.api.ApiVersion;
import dev.varve.api.VersionResponse;
import dev.varve.api.VersionResponse.Component;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.InfoView;
import dev.varve.daemon.view.StoreInfo;
import dev.varve.registry.RegistrySettings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who answers here and how it does: what clients ask before anything else.
public final class SystemRoutes {
    /// Sent with every ping. Varve builds nothing, and 1 keeps `docker build` from trying BuildKit.
    private static final Map<String, String> PING_HEADERS =
            Map.of(
                    "Cache-Control", "no-cache, no-store, must-revalidate",
                    "Pragma", "no-cache",
                    "Builder-Version", "1",
                    "Swarm", "inactive");

    private final SystemBackend store;
    private final RegistrySettings registries;
    private final String version;

    /// @param version of Varve
    public SystemRoutes(SystemBackend store, RegistrySettings registries, String version) {
        this.store = store;
        this.registries = registries;
        this.version = version;
    }

    public void register(Router router) {
        router.get("/_ping", SystemRoutes::ping)
                .add("HEAD", "/_ping", SystemRoutes::ping)
                .get("/version", this::version)
                .get("/info", this::info);
    }

    private static Response ping(Request request) {
        return Response.text(200, "OK", PING_HEADERS);
    }

    private Response version(Request request) {
        return Response.json(200, versions()::write);
    }

    private VersionResponse versions() {
        Map<String, String> details =
                new TreeMap<>(
                        Map.of(
                                "ApiVersion",
                                ApiVersion.MAXIMUM.toString(),
                                "Arch",
                                Host.goArchitecture(),
                                "BuildTime",
                                "",
                                "Experimental",
                                "false",
                                "GitCommit",
                                "",
                                "GoVersion",
                                "",
                                "JavaVersion",
                                Runtime.version().toString(),
                                "KernelVersion",
                                Host.kernel(),
                                "MinAPIVersion",
                                ApiVersion.MINIMUM.toString(),
                                "Os",
                                "linux"));
        return new VersionResponse(
                "Varve",
                List.of(new Component("Engine", version, details)),
                version,
                ApiVersion.MAXIMUM.toString(),
                ApiVersion.MINIMUM.toString(),
                "",
                "",
                "linux",
                Host.goArchitecture(),
                Host.kernel(),
                false,
                "");
    }

    private Response info(Request request) {
        StoreInfo info = store.info();
        InfoView.Machine machine =
                new InfoView.Machine(
                        Host.machine(),
                        Runtime.getRuntime().availableProcessors(),
                        Host.memoryBytes(),
                        Host.kernel(),
                        Host.operatingSystem(),
                        Host.name());
        return Response.json(200, out -> InfoView.write(info, machine, registries, version, out));
    }
}
