package dev.varve.daemon.routes;

import dev.varve.api.ApiVersion;
import dev.varve.api.VersionResponse;
import dev.varve.api.VersionResponse.Component;
import dev.varve.daemon.build.BuildInfo;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.InfoView;
import dev.varve.registry.RegistrySettings;

import java.time.Clock;
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

    /// Clients print it beside the words "Go version", where nothing would look like a fault.
    private static final String NO_GO = "none (Java " + Runtime.version().feature() + ")";

    private final SystemBackend store;
    private final RegistrySettings registries;
    private final BuildInfo build;
    private final Clock clock;

    public SystemRoutes(
            SystemBackend store, RegistrySettings registries, BuildInfo build, Clock clock) {
        this.store = store;
        this.registries = registries;
        this.build = build;
        this.clock = clock;
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
        Map<String, String> details = new TreeMap<>();
        details.put("ApiVersion", ApiVersion.MAXIMUM.toString());
        details.put("Arch", Host.goArchitecture());
        details.put("BuildTime", build.time());
        details.put("Experimental", "false");
        details.put("GitCommit", build.commit());
        details.put("GoVersion", NO_GO);
        details.put("JavaVersion", Runtime.version().toString());
        details.put("KernelVersion", Host.kernel());
        details.put("MinAPIVersion", ApiVersion.MINIMUM.toString());
        details.put("Os", "linux");
        return new VersionResponse(
                "Varve",
                List.of(new Component("Engine", build.version(), details)),
                build.version(),
                ApiVersion.MAXIMUM.toString(),
                ApiVersion.MINIMUM.toString(),
                build.commit(),
                NO_GO,
                "linux",
                Host.goArchitecture(),
                Host.kernel(),
                false,
                build.time());
    }

    private Response info(Request request) {
        InfoView view =
                new InfoView(
                        store.info(),
                        machine(),
                        registries,
                        build.version(),
                        clock.instant(),
                        request.version());
        return Response.json(200, view::write);
    }

    private static InfoView.Machine machine() {
        return new InfoView.Machine(
                Host.machine(),
                Runtime.getRuntime().availableProcessors(),
                Host.memoryBytes(),
                Host.kernel(),
                Host.operatingSystem(),
                Host.operatingSystemVersion(),
                Host.name(),
                Host.rootless());
    }
}
