package dev.varve.daemon.routes;

import dev.varve.api.ApiVersion;
import dev.varve.catalog.StoreUsage;
import dev.varve.container.ContainerSummary;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.UsageView;
import dev.varve.daemon.view.UsageView.Kind;
import dev.varve.error.StoreException.InvalidArgument;

import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How much room everything takes.
public final class UsageRoutes {
    private final SystemBackend store;
    private final ContainerBackend containers;
    private final Clock clock;

    public UsageRoutes(SystemBackend store, ContainerBackend containers, Clock clock) {
        this.store = store;
        this.containers = containers;
        this.clock = clock;
    }

    public void register(Router router) {
        router.get("/system/df", this::usage);
    }

    private Response usage(Request request) {
        Set<Kind> asked = asked(request);
        StoreUsage images =
                asked.contains(Kind.IMAGE) ? store.usage() : new StoreUsage(0, List.of());
        List<ContainerSummary> all =
                asked.contains(Kind.CONTAINER) ? containers.list("", true, 0, true) : List.of();
        UsageView answer = new UsageView(asked, images, all, clock.instant());
        ApiVersion version = request.version();
        return Response.json(200, out -> answer.write(out, version));
    }

    /// Everything, unless a client that can ask for less does.
    private static Set<Kind> asked(Request request) {
        List<String> types = request.form().all("type");
        if (types.isEmpty() || !request.version().atLeast(42)) {
            return EnumSet.allOf(Kind.class);
        }
        Set<Kind> asked = EnumSet.noneOf(Kind.class);
        for (String type : types) {
            asked.add(
                    Arrays.stream(Kind.values())
                            .filter(kind -> kind.word().equals(type))
                            .findFirst()
                            .orElseThrow(
                                    () -> new InvalidArgument("unknown object type: " + type)));
        }
        return asked;
    }
}
