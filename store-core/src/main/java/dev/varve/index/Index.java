package dev.varve.index;

import dev.varve.disk.AtomicFiles;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.Reserve;
import dev.varve.error.StoreException;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.disk.Verb;

import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// The SQLite file of the store. Readers see a snapshot and never wait for the writer; writers come
/// one at a time, and a write is on the disk when it returns (WAL, `synchronous=FULL`), but for
/// [#writeUnflushed].
public final class Index implements AutoCloseable {
    private static final int READERS = 4;

    private final Path file;
    private final ReentrantLock writing = new ReentrantLock();

    /// Held for writing while the connections are replaced.
    private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

    private final Reserve reserve;
    private Connections connections;
    private final AtomicLong revision = new AtomicLong();
    private volatile @Nullable IndexDamage damage;

    /// @param unflushed a writer, too, which flushes nothing (`synchronous=NORMAL`)
    private record Connections(
            Connection writer, Connection unflushed, BlockingQueue<Connection> readers) {
        void close() throws SQLException {
            try (writer) {
                unflushed.close();
                for (Connection reader : readers) {
                    reader.close();
                }
                writer.setAutoCommit(true);
                checkpoint();
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
    }

    /// Puts another file in the place of the index.
    @FunctionalInterface
    public interface Replacement {
        void run() throws IOException;
    }

    private Index(Path file, Reserve reserve, Connections connections) {
        this.file = file;
        this.reserve = reserve;
        this.connections = connections;
    }

    /// Opens the index, making it when there is none.
    ///
    /// @param reserve room for [#writeToFree]
    /// @throws DamagedIndexException when what is there cannot be used
    public static Index open(Path file, Reserve reserve) throws IOException {
        return new Index(file, reserve, connections(file));
    }

    private static Connections connections(Path file) throws IOException {
        Disk.step(Verb.CREATE, file, "");
        Connections made;
        try {
            made = connect(file.toString(), "WAL");
        } catch (SQLException e) {
            String message = "cannot open the index " + file + ": " + e.getMessage();
            throw isPassing(e)
                    ? new IOException(message, e)
                    : new DamagedIndexException(message, e);
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            AtomicFiles.syncDirectory(directory);
        }
        return made;
    }

    /// An empty index that is not on the disk, to stand in for the one in a file that is damaged.
    /// It can be filled until [#refuseChanges].
    public static Index inMemory(Path file, Reserve reserve) throws IOException {
        try {
            String name = "file:varve-" + UUID.randomUUID() + "?mode=memory&cache=shared";
            return new Index(file, reserve, connect(name, "MEMORY"));
        } catch (SQLException e) {
            throw new IOException("cannot make an index in memory: " + e.getMessage(), e);
        }
    }

    private static Connections connect(String database, String journal) throws SQLException {
        List<Connection> made = new ArrayList<>();
        boolean done = false;
        try {
            made.add(connection(database, journal, "FULL"));
            Schema.create(made.getFirst());
            requireSound(made.getFirst());
            made.add(connection(database, journal, "NORMAL"));
            for (int i = 0; i < READERS; i++) {
                made.add(connection(database, journal, "FULL"));
            }
            BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
            readers.addAll(made.subList(2, made.size()));
            done = true;
            return new Connections(made.getFirst(), made.get(1), readers);
        } finally {
            if (!done) {
                for (Connection connection : made) {
                    connection.close();
                }
            }
        }
    }

    /// Reads every page once.
    private static void requireSound(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String found = statement.executeQuery("PRAGMA quick_check(1)").getString(1);
            if (!found.equals("ok")) {
                throw new SQLException("it is damaged: " + found.lines().findFirst().orElse(""));
            }
        } finally {
            connection.rollback();
        }
    }

    private static Connection connection(String database, String journal, String synchronous)
            throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("journal_mode", journal);
        settings.setProperty("synchronous", synchronous);
        settings.setProperty("foreign_keys", "true");
        // Or a transaction would need room elsewhere, too.
        settings.setProperty("temp_store", "MEMORY");
        settings.setProperty("busy_timeout", "10000");
        // DriverManager would look for drivers in every jar first.
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + database, settings);
        connection.setAutoCommit(false);
        return connection;
    }

    /// Changes with every change of the index, before whoever made it goes on. What was read after
    /// this number was asked for is still so while the number is the same.
    public long revision() {
        return revision.get();
    }

    /// Why this is not the index in the file, if it is not.
    public Optional<IndexDamage> damage() {
        return Optional.ofNullable(damage);
    }

    /// From now on every change is refused, by name of the damage.
    public void refuseChanges(IndexDamage why) {
        damage = why;
    }

    /// Goes on with another file, in which changes are allowed again. Waits until nobody reads. For
    /// an index in memory.
    ///
    /// @param replacement puts the file in its place
    public void replace(Replacement replacement) throws IOException {
        writing.lock();
        using.writeLock().lock();
        try {
            replacement.run();
            Connections old = connections;
            connections = connections(file);
            damage = null;
            revision.incrementAndGet();
            old.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the index in memory: " + e.getMessage(), e);
        } finally {
            using.writeLock().unlock();
            writing.unlock();
        }
    }

    /// Runs a transaction that only reads.
    public <T> T read(Function<Transaction, T> work) {
        using.readLock().lock();
        try {
            Connection connection = takeReader();
            try {
                return within(connection, Optional.empty(), work);
            } finally {
                rollback(connection);
                connections.readers().add(connection);
            }
        } finally {
            using.readLock().unlock();
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
        return write(Connections::writer, work);
    }

    private <T> T write(Function<Connections, Connection> choice, Function<Transaction, T> work) {
        writing.lock();
        using.readLock().lock();
        Connection writer = choice.apply(connections);
        boolean done = false;
        try {
            T result = within(writer, damage().map(IndexDamage::refusal), work);
            Disk.step(Verb.COMMIT, file, "");
            writer.commit();
            done = true;
            revision.incrementAndGet();
            return result;
        } catch (SQLException e) {
            throw failure("commit", e);
        } catch (IOException e) {
            throw DiskFailures.of("commit the store's index", e);
        } finally {
            if (!done) {
                rollback(writer);
            }
            using.readLock().unlock();
            writing.unlock();
        }
    }

    /// As [#write], for a transaction after which room can be given back: when the disk is full, it
    /// is done again with the room that is kept for this.
    public <T> T writeToFree(Function<Transaction, T> work) {
        return writeToFree(Connections::writer, work);
    }

    /// As [#writeToFree], for what would only be found out and done again if it were lost: a power
    /// cut soon after may undo it. It never undoes less than all writes from some point on, and
    /// none of [#write] that has returned, as the log is flushed up to its end.
    public <T> T writeUnflushed(Function<Transaction, T> work) {
        return writeToFree(Connections::unflushed, work);
    }

    private <T> T writeToFree(
            Function<Connections, Connection> choice, Function<Transaction, T> work) {
        try {
            return write(choice, work);
        } catch (StoreException.NoSpace | StoreException.Failed e) {
            if ((e instanceof StoreException.NoSpace || reserve.isDiskFull())
                    && reserve.release()) {
                return write(choice, work);
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

    private static <T> T within(
            Connection connection, Optional<String> refusal, Function<Transaction, T> work) {
        try (Transaction transaction = new Transaction(connection, refusal)) {
            return work.apply(transaction);
        }
    }

    private Connection takeReader() {
        try {
            return connections.readers().take();
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

    static StoreException failure(String verb, SQLException cause) {
        if (cause instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
            return new StoreException.NoSpace(
                    "cannot " + verb + " the store's index: no space left on device", cause);
        }
        if (isDamage(cause)) {
            return new StoreException.Corrupt(
                    "cannot "
                            + verb
                            + " the store's index: it is damaged ("
                            + cause.getMessage()
                            + "); start varved again, which shows the store as its other files tell"
                            + " it, then run 'varve system check --rebuild-index'",
                    cause);
        }
        return new StoreException.Failed(
                "cannot " + verb + " the store's index: " + cause.getMessage(), cause);
    }

    /// A full disk and another process say nothing of the file.
    private static boolean isPassing(SQLException cause) {
        return cause instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_FULL, SQLITE_BUSY -> true;
                    default -> false;
                };
    }

    private static boolean isDamage(SQLException cause) {
        return cause instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_NOTADB -> true;
                    default -> false;
                };
    }

    @Override
    public void close() {
        writing.lock();
        using.writeLock().lock();
        try {
            connections.close();
        } catch (SQLException e) {
            throw failure("close", e);
        } finally {
            using.writeLock().unlock();
            writing.unlock();
        }
    }
}
