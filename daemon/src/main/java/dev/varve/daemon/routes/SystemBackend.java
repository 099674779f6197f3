package dev.varve.daemon.routes;

import dev.varve.daemon.view.StoreInfo;

/// What [SystemRoutes] needs of the store.
public interface SystemBackend {
    StoreInfo info();
}
