package dev.varve.storage.flush;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;

import java.io.IOException;
import java.nio.file.Path;

/// Makes durable what one operation has written to a file system. The kernel tells each descriptor
/// once of a write that has failed since the descriptor was opened (`errseq_t`, Linux 5.8 for
/// `syncfs`), so each operation opens one of its own before it writes anything: on a shared one,
/// another operation might have been told instead.
public final class FileSystemFlush implements AutoCloseable {
    private final Fd directory;

    private FileSystemFlush(Fd directory) {
        this.directory = directory;
    }

    /// @param directory any one of the file system
    public static FileSystemFlush of(Path directory) throws IOException {
        return new FileSystemFlush(Open.directory(directory));
    }

    /// Returns when everything is on the disk that was written before, by whomever.
    ///
    /// @throws IOException when some of what was written since this was opened is not, and will not
    ///   be
    public void flush() throws IOException {
        directory.syncfs();
    }

    @Override
    public void close() {
        directory.close();
    }
}
