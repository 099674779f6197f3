package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// An open file descriptor. Not safe for use by several threads while one of them closes it.
public final class Fd implements AutoCloseable {
    /// The process's current directory, for absolute paths.
    public static final Fd CWD = new Fd(-100);

    public static final int SEEK_SET = 0;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;
    private static final int ENXIO = 6;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final Function CLOSE = Libc.function("close");
    private static final Function FSYNC = Libc.function("fsync");
    private static final Function FDATASYNC = Libc.function("fdatasync");
    private static final Function SYNC_FILE_RANGE = Libc.function("sync_file_range");
    private static final Function SYNCFS = Libc.function("syncfs");
    private static final Function FTRUNCATE = Libc.function("ftruncate");
    private static final Function FALLOCATE = Libc.function("fallocate");
    private static final Function READ = Libc.function("read");
    private static final Function WRITE = Libc.function("write");
    private static final Function LSEEK = Libc.function("lseek");

    private int number;

    Fd(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// A path to what this descriptor is open on, followed by `/name`, that leads through no other
    /// directory. For calls that take no descriptor.
    public byte[] procPath(byte[] name) {
        byte[] head = ("/proc/self/fd/" + number + "/").getBytes(StandardCharsets.US_ASCII);
        byte[] path = new byte[head.length + name.length];
        System.arraycopy(head, 0, path, 0, head.length);
        System.arraycopy(name, 0, path, head.length, name.length);
        return path;
    }

    /// Writes all of it.
    public void write(byte[] from, int offset, int length) throws LinuxException {
        switch (Steps.beforeWrite(this, length)) {
            case Verdict.Go _, Verdict.Lie _ -> writeAll(from, offset, length);
            case Verdict.Fail(int errno) -> throw failed("write", errno);
            case Verdict.Tear(int part, int errno) -> {
                writeAll(from, offset, Math.min(part, length));
                throw failed("write", errno);
            }
        }
    }

    private void writeAll(byte[] from, int offset, int length) throws LinuxException {
        Libc.Memory m = Libc.memory();
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, Libc.Memory.DATA);
            MemorySegment.copy(from, offset + done, m.data(), JAVA_BYTE, 0, part);
            writeNative(m, part);
            done += part;
        }
    }

    private void writeNative(Libc.Memory m, int length) throws LinuxException {
        long at = 0;
        while (at < length) {
            long n = WRITE.call(m, number, m.data().address() + at, length - at);
            if (n >= 0) {
                at += n;
            } else if (m.errno() != Errno.EINTR) {
                throw failed("write", m.errno());
            }
        }
    }

    /// @return the number of bytes read, 0 at the end
    public int read(byte[] into) throws LinuxException {
        Libc.Memory m = Libc.memory();
        long length = Math.min(into.length, Libc.Memory.DATA);
        while (true) {
            long n = READ.call(m, number, m.data().address(), length);
            if (n >= 0) {
                MemorySegment.copy(m.data(), JAVA_BYTE, 0, into, 0, (int) n);
                return (int) n;
            }
            if (m.errno() != Errno.EINTR) {
                throw failed("read", m.errno());
            }
        }
    }

    /// Moves the position, as `lseek` does.
    ///
    /// @return the new position, or -1 when there is none (`ENXIO`: no data after `offset`)
    public long seek(long offset, int whence) throws LinuxException {
        Libc.Memory m = Libc.memory();
        long position = LSEEK.call(m, number, offset, whence);
        if (position < 0 && m.errno() != ENXIO) {
            throw failed("lseek", m.errno());
        }
        return position;
    }

    public void truncate(long size) throws LinuxException {
        Steps.before(Verb.TRUNCATE, "ftruncate", this);
        Libc.Memory m = Libc.memory();
        int rc = (int) FTRUNCATE.call(m, number, size);
        check(rc, "ftruncate", m);
    }

    /// Takes room on the disk for the file's first bytes; the file is at least so long then.
    public void allocate(long size) throws LinuxException {
        Steps.before(Verb.ALLOCATE, "fallocate", this);
        Libc.Memory m = Libc.memory();
        int rc = (int) FALLOCATE.call(m, number, 0, 0, size);
        check(rc, "fallocate", m);
    }

    public void fsync() throws LinuxException {
        if (Steps.beforeFlush(Verb.FSYNC, "fsync", this)) {
            check(plain(FSYNC), "fsync", Libc.memory());
        }
    }

    /// As [#fsync], without times and what else is not needed to read the bytes again.
    public void fdatasync() throws LinuxException {
        if (Steps.beforeFlush(Verb.FSYNC, "fdatasync", this)) {
            check(plain(FDATASYNC), "fdatasync", Libc.memory());
        }
    }

    /// Has the kernel begin to write out what is dirty of this file, without waiting for it. A file
    /// system that knows no such wish does nothing; a write that fails is told by the next flush.
    public void startWriting() {
        long _ = SYNC_FILE_RANGE.call(Libc.memory(), number, 0, 0, SYNC_FILE_RANGE_WRITE);
    }

    /// Writes out everything that is dirty on this descriptor's file system.
    public void syncfs() throws LinuxException {
        if (Steps.beforeFlush(Verb.SYNCFS, "syncfs", this)) {
            check(plain(SYNCFS), "syncfs", Libc.memory());
        }
    }

    /// Closes; a second call does nothing. Errors of close say nothing that fsync or syncfs would
    /// not say, and are not reported.
    @Override
    public void close() {
        if (number >= 0) {
            int _ = plain(CLOSE);
            number = -1;
        }
    }

    private int plain(Function function) {
        return (int) function.call(Libc.memory(), number);
    }

    private void check(int rc, String call, Libc.Memory m) throws LinuxException {
        if (rc != 0) {
            throw failed(call, m.errno());
        }
    }

    private LinuxException failed(String call, int errno) {
        return LinuxException.of(
                call, ("descriptor " + number).getBytes(StandardCharsets.US_ASCII), errno);
    }
}
