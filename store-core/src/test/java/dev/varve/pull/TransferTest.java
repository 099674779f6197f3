package dev.varve.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class TransferTest {
    private static final Descriptor BLOB =
            new Descriptor("application/octet-stream", Digest.sha256(new byte[1]), 1);

    @TempDir Path directory;

    /// Or whoever waits for it waits for ever.
    @Test
    @Timeout(60)
    void oneThatIsInterruptedWhileItAsksWhatIsStoredTellsSo() throws Exception {
        StoreLayout layout = new StoreLayout(directory.resolve("root"));
        layout.create();
        Cancelled interrupted = new Cancelled("interrupted while waiting for the index");
        Transfer transfer =
                new Transfer(
                        BLOB,
                        new BlobStore(layout),
                        PullLimits.of(DownloadSettings.STANDARD),
                        _ -> {
                            throw interrupted;
                        },
                        _ -> {});
        transfer.start();
        assertThat(transfer.await()).contains(interrupted);
        assertThatThrownBy(transfer::ingest).hasRootCause(interrupted);
    }
}
