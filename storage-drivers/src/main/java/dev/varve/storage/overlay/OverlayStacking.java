package dev.varve.storage.overlay;

import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.tree.TreeForm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How the layers of an [OverlayDriver] are stacked: by the kernel, or by a program.
public interface OverlayStacking {
    /// The driver's name.
    String name();

    /// How a layer's removed names are written down.
    WhiteoutFormat whiteouts();

    /// How removed names are found in the directory that a writable mount wrote into.
    TreeForm upper();

    /// @param layers from the top to the base, two or more
    void readOnly(List<Path> layers, Path target) throws IOException;

    /// With devices and setuid programs where they can be, as a container's root file system needs
    /// them. The mount lasts longer than this process.
    ///
    /// @param lowers from the nearest parent to the base, one or more
    void writable(Path upper, Path work, List<Path> lowers, Path target) throws IOException;

    /// Whether a mount answers nobody any more, because what served it has died.
    boolean isDead(Path target) throws IOException;

    /// Makes the upper directory of a mount hold all that was written through it.
    void settle(Path target) throws IOException;

    /// The rows that `info` shows about the driver.
    ///
    /// @param home the driver's directory
    Map<String, String> status(Path home);
}
