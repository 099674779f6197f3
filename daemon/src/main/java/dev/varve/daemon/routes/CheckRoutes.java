package dev.varve.daemon.routes;

import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.view.CheckView;
import dev.varve.registry.Logins;
import dev.varve.repair.RepairReport;

/// Whether the store is what it says it is. Docker has nothing like it.
public final class CheckRoutes {
    private final SystemBackend store;

    public CheckRoutes(SystemBackend store) {
        this.store = store;
    }

    public void register(Router router) {
        router.post("/varve/v1/system/check", this::check);
    }

    private Response check(Request request) {
        String level = request.form().text("level");
        CheckLevel parsed = CheckLevel.parse(level.isEmpty() ? "meta" : level);
        Logins logins = RegistryConfig.decode(request.header("X-Registry-Config"));
        if (request.form().flag("rebuild-index")) {
            store.rebuildIndex();
        }
        if (request.form().flag("repair")) {
            RepairReport repaired = store.repair(parsed, logins);
            return Response.json(200, out -> CheckView.write(repaired, out));
        }
        CheckReport report = store.check(parsed);
        return Response.json(200, out -> CheckView.write(report, out));
    }
}
