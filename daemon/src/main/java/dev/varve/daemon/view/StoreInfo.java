package dev.varve.daemon.view;

import dev.varve.container.ContainerState;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The store, as `docker info` describes it.
///
/// @param id the same as long as the store lives
/// @param containers how many there are in each state; states without any may be left out
/// @param images how many there are, intermediate ones too
/// @param driver the storage driver's name
/// @param driverStatus what the driver tells of itself, in the order to show
/// @param eventFollowers how many clients follow the events now
/// @param debug whether the log tells everything
/// @param warnings sentences for the operator
public record StoreInfo(
        String id,
        Map<ContainerState, Long> containers,
        long images,
        String driver,
        Map<String, String> driverStatus,
        Path root,
        int eventFollowers,
        boolean debug,
        List<String> warnings) {}
