package dev.varve.daemon.routes;

import dev.varve.catalog.StoreUsage;
import dev.varve.daemon.view.StoreInfo;

/// What [SystemRoutes] and [UsageRoutes] need of the store.
public interface SystemBackend {
    StoreInfo info();

    StoreUsage usage();
}
