package dev.varve.daemon.routes;

import dev.varve.catalog.StoreUsage;
import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.daemon.view.StoreInfo;

/// What [SystemRoutes], [UsageRoutes] and [CheckRoutes] need of the store.
public interface SystemBackend {
    StoreInfo info();

    StoreUsage usage();

    CheckReport check(CheckLevel level);
}
