package dev.varve.storage.flush;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;

import java.io.IOException;
import java.nio.file.Path;

/// Makes the bytes of one file durable in two steps, so that several files are on their way to the
/// disk at once. When all of them have begun, the file system has found room for their bytes, and
/// the commit of its journal with which the first one ends serves the others too.
public final class FileFlush implements AutoCloseable {
    private final Fd file;

    private FileFlush(Fd file) {
        this.file = file;
    }

    public static FileFlush of(Path file) throws IOException {
        return new FileFlush(Open.at(Fd.CWD, Open.bytes(file), Open.O_WRONLY, 0));
    }

    /// Has the kernel begin to write.
    public void begin() {
        file.startWriting();
    }

    /// Returns when what was written to the file before is on the disk.
    ///
    /// @throws IOException when some of it is not, and will not be
    public void end() throws IOException {
        file.fdatasync();
    }

    @Override
    public void close() {
        file.close();
    }
}
