package dev.varve.daemon.routes;

import dev.varve.catalog.StoreUsage;
import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.daemon.view.StoreInfo;
import dev.varve.error.StoreException.Conflict;
import dev.varve.registry.Logins;
import dev.varve.repair.RepairReport;

import java.util.Optional;

/// What [SystemRoutes], [UsageRoutes] and [CheckRoutes] need of the store.
public interface SystemBackend {
    StoreInfo info();

    StoreUsage usage();

    CheckReport check(CheckLevel level);

    RepairReport repair(CheckLevel level, Logins logins);

    /// Why nothing in the store can be changed, if it is so.
    default Optional<String> refusal() {
        return Optional.empty();
    }

    /// Makes a damaged index again from the rest of the store.
    default void rebuildIndex() {
        throw new Conflict("the index of the store can be used, and is not made again");
    }
}
