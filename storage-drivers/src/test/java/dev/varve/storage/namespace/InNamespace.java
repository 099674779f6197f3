package dev.varve.storage.namespace;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableDiffContract;
import dev.varve.storage.fuseoverlayfs.FuseOverlayfsDriver;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/// The contract of the drivers where the process is in a user namespace. [NamespaceIT] runs it
/// there as a program of its own, which prints what fails, and how many tests passed.
final class InNamespace {
    private InNamespace() {}

    public static void main(String[] drivers) {
        Class<?> cases =
                switch (drivers[0]) {
                    case "overlay2" -> Overlay2.class;
                    case "fuse-overlayfs" -> Fuse.class;
                    case "vfs" -> Vfs.class;
                    default -> throw new IllegalArgumentException(drivers[0]);
                };
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(cases))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 15);
        System.out.println(
                "passed "
                        + summary.getTestsSucceededCount()
                        + " of "
                        + summary.getTestsFoundCount());
        System.exit(summary.getTestsFailedCount() == 0 ? 0 : 1);
    }

    /// What is different without root, whatever the driver.
    abstract static class Contract extends WritableDiffContract {
        @Override
        protected boolean privileged() {
            return false;
        }
    }

    static final class Overlay2 extends Contract {
        @Override
        protected StorageDriver open(Path home) throws IOException {
            return Overlay2Driver.open(home);
        }

        @Override
        protected int depth() {
            return 125;
        }

        @Override
        protected boolean mounts() {
            return true;
        }

        /// In a user namespace the kernel keeps no origin of a file that it copied up, so names of
        /// one file of the image go on as files of their own, and a rename from one such name to
        /// another can be answered with ESTALE. It changes nothing.
        @Override
        protected Set<Integer> faults() {
            return Set.of(116);
        }
    }

    static final class Fuse extends Contract {
        @Override
        protected StorageDriver open(Path home) throws IOException {
            return FuseOverlayfsDriver.open(home);
        }

        @Override
        protected int depth() {
            return 125;
        }

        @Override
        protected boolean mounts() {
            return true;
        }

        @Override
        protected boolean takesNamesOfWhiteouts() {
            return false;
        }

        /// As for root.
        @Override
        protected Set<Integer> faults() {
            return Set.of(5, 12);
        }

        @Override
        protected long seed() {
            return 1;
        }
    }

    static final class Vfs extends Contract {
        @Override
        protected StorageDriver open(Path home) throws IOException {
            return VfsDriver.open(home);
        }

        @Override
        protected int depth() {
            return 20;
        }

        @Override
        protected boolean mounts() {
            return false;
        }
    }
}
