package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException;
import dev.varve.storage.disk.DiskWatch;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;
import dev.varve.storage.linux.Errno;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Set;

/// The disk is full when blobs have been moved to their place and their names, or the rows that
/// speak of them, are to become durable: the operation fails, and has left nothing.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class FailingCommitIT extends CrashPlace {
    private static final Set<String> BRING_BLOBS =
            Set.of("pull", "load", "import", "container commit");

    @Test
    void blobsWhoseNamesCannotBeFlushedAreTakenBack() throws IOException {
        failAt(Verb.FSYNC);
    }

    @Test
    void blobsWhoseRowsCannotBeCommittedAreTakenBack() throws IOException {
        failAt(Verb.COMMIT);
    }

    private void failAt(Verb verb) throws IOException {
        for (Scenario scenario : Scenarios.all()) {
            if (BRING_BLOBS.contains(scenario.name())) {
                failAt(verb, matrix(scenario, directoryOf(scenario)), scenario);
            }
        }
    }

    private void failAt(Verb verb, CrashMatrix matrix, Scenario scenario) throws IOException {
        CrashStore store = matrix.copyTo(directoryOf(scenario.name() + " fails").resolve("root"));
        store.open();
        StoreText before = StoreText.of(store);
        Once failure = new Once(verb);
        try (Seam.Watching _ = store.watch(failure)) {
            assertThatThrownBy(() -> scenario.run().on(store))
                    .as("%s", matrix)
                    .isInstanceOf(StoreException.NoSpace.class);
        }
        assertThat(failure.happened()).as("%s", matrix).isTrue();
        assertThat(StoreText.of(store).against(before)).as("%s", matrix).isEmpty();
        assertThat(store.engine().check().run()).as("%s", matrix).isEmpty();
        scenario.run().on(store);
        assertThat(store.engine().check().run()).as("%s", matrix).isEmpty();
        store.close();
    }

    /// Fails one step, after the first blob was moved.
    private static final class Once implements DiskWatch {
        private final Verb verb;
        private boolean moved;
        private boolean happened;

        Once(Verb verb) {
            this.verb = verb;
        }

        @Override
        public synchronized Verdict before(Step step) {
            moved |= step.verb() == Verb.RENAME && step.detail().contains("/blobs/");
            boolean ofBlobs = step.verb() != Verb.FSYNC || step.path().contains("/blobs/");
            if (moved && !happened && step.verb() == verb && ofBlobs) {
                happened = true;
                return new Verdict.Fail(Errno.ENOSPC);
            }
            return Verdict.GO;
        }

        synchronized boolean happened() {
            return happened;
        }
    }
}
