package dev.varve.daemon.view;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The store, as `docker info` describes it.
///
/// @param id the same as long as the store lives
/// @param images how many there are, intermediate ones too
/// @param driver the storage driver's name
/// @param driverStatus what the driver tells of itself, in the order to show
/// @param warnings sentences for the operator
public record StoreInfo(
        String id,
        long images,
        String driver,
        Map<String, String> driverStatus,
        Path root,
        List<String> warnings) {}
