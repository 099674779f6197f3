package dev.varve.daemon.routes;

import dev.varve.catalog.StoreUsage;
import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.daemon.view.StoreInfo;
import dev.varve.repair.RepairReport;

/// What [SystemRoutes], [UsageRoutes] and [CheckRoutes] need of the store.
public interface SystemBackend {
    StoreInfo info();

    StoreUsage usage();

    CheckReport check(CheckLevel level);

    RepairReport repair(CheckLevel level);
}
