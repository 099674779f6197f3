package dev.varve.index;

import dev.varve.disk.AtomicFiles;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.Reserve;
import dev.varve.error.StoreException;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.disk.Verb;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The SQLite file of the store. Readers see a snapshot and never wait for the writer; writers come
/// one at a time, and a write is on the disk when it returns (WAL, `synchronous=FULL`).
public final class Index implements AutoCloseable {
    private static final int READERS = 4;

    private final Path file;
    private final Reserve reserve;
    private final Connection writer;
    private final BlockingQueue<Connection> readers;
    private final ReentrantLock writing = new ReentrantLock();

    private Index(
            Path file, Reserve reserve, Connection writer, BlockingQueue<Connection> readers) {
        this.file = file;
        this.reserve = reserve;
        this.writer = writer;
        this.readers = readers;
    }

    /// Opens the index, making it when there is none.
    ///
    /// @param reserve room for [#writeToFree]
    public static Index open(Path file, Reserve reserve) throws IOException {
        BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
        try {
            Disk.step(Verb.CREATE, file, "");
            Connection writer = connect(file);
            Schema.create(writer);
            for (int i = 0; i < READERS; i++) {
                readers.add(connect(file));
            }
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                AtomicFiles.syncDirectory(directory);
            }
            return new Index(file, reserve, writer, readers);
        } catch (SQLException e) {
            throw new IOException("cannot open the index " + file + ": " + e.getMessage(), e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("journal_mode", "WAL");
        settings.setProperty("synchronous", "FULL");
        settings.setProperty("foreign_keys", "true");
        // Or a transaction would need room elsewhere, too.
        settings.setProperty("temp_store", "MEMORY");
        settings.setProperty("busy_timeout", "10000");
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, settings);
        connection.setAutoCommit(false);
        return connection;
    }

    /// Runs a transaction that only reads.
    public <T> T read(Function<Transaction, T> work) {
        Connection connection = takeReader();
        try {
            return work.apply(new Transaction(connection));
        } finally {
            rollback(connection);
            readers.add(connection);
        }
    }

    /// What SQLite finds wrong with its own file, and rows that point at rows that are not there.
    public List<String> flaws() {
        return read(transaction -> {
            List<String> flaws = new ArrayList<>();
            for (String line :
                    transaction.query("PRAGMA integrity_check", row -> row.getString(1))) {
                if (!line.equals("ok")) {
                    flaws.add(line);
                }
            }
            flaws.addAll(
                    transaction.query(
                            "PRAGMA foreign_key_check",
                            row ->
                                    "a row of the table "
                                            + row.getString(1)
                                            + " points at none in "
                                            + row.getString(3)));
            return flaws;
        });
    }

    /// Runs a transaction that may write; everything or nothing of it lasts. No other write runs at
    /// the same time, so a caller may also do here what must not be interleaved with other writes.
    public <T> T write(Function<Transaction, T> work) {
        writing.lock();
        boolean done = false;
        try {
            T result = work.apply(new Transaction(writer));
            Disk.step(Verb.COMMIT, file, "");
            writer.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            throw failure("commit", e);
        } catch (IOException e) {
            throw DiskFailures.of("commit the store's index", e);
        } finally {
            if (!done) {
                rollback(writer);
            }
            writing.unlock();
        }
    }

    /// As [#write], for a transaction after which room can be given back: when the disk is full, it
    /// is done again with the room that is kept for this.
    public <T> T writeToFree(Function<Transaction, T> work) {
        try {
            return write(work);
        } catch (StoreException.NoSpace | StoreException.Failed e) {
            if ((e instanceof StoreException.NoSpace || reserve.isDiskFull())
                    && reserve.release()) {
                return write(work);
            }
            throw e;
        } finally {
            reserve.restore();
        }
    }

    /// Takes the room that [#writeToFree] may need, as far as it is there now.
    public void restoreReserve() {
        reserve.restore();
    }

    private Connection takeReader() {
        try {
            return readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Cancelled("interrupted while waiting for the index");
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            beginAgain(connection, e);
        }
    }

    /// SQLite rolls back itself when the disk is full or fails, and JDBC, which begins the next
    /// transaction with a rollback, then begins none.
    private static void beginAgain(Connection connection, SQLException failure) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
        } catch (SQLException e) {
            failure.addSuppressed(e);
            throw failure("roll back", failure);
        }
    }

    /// What a full disk keeps in the log, the next start reads from there.
    private void checkpoint() throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLiteException e) {
            if (e.getResultCode() != SQLiteErrorCode.SQLITE_FULL) {
                throw e;
            }
        }
    }

    static StoreException failure(String verb, SQLException cause) {
        if (cause instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
            return new StoreException.NoSpace(
                    "cannot " + verb + " the store's index: no space left on device", cause);
        }
        return new StoreException.Failed(
                "cannot " + verb + " the store's index: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        writing.lock();
        try (writer) {
            for (Connection reader : readers) {
                reader.close();
            }
            writer.setAutoCommit(true);
            checkpoint();
        } catch (SQLException e) {
            throw failure("close", e);
        } finally {
            writing.unlock();
        }
    }
}
